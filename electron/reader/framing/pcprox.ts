import { mapFrames } from './framing.ts'
import type { Framer } from './framing.ts'
import { createLineFramer } from './lines.ts'
import type { LineSettings } from './lines.ts'

export interface PcproxSettings extends Partial<LineSettings> {
  /** What the reader is set to send when the card leaves (`rfid:chr.gone`), at most two characters. */
  gone?: string
}

/** The prompt and answers of the ASCII Command Protocol end without a terminator: a card may follow on the same line. */
const talk = /^(?:RF IDeas>|\{[^}]*\})+/
const echo = /^rfid:/

/**
 * rf IDEAS pcProx and WAVE ID on a serial line: lines of digits, and between them the prompt, echoes and answers of the
 * ASCII Command Protocol (rf IDEAS 99009150), which are passed over like what says that the card has gone.
 */
export function createPcproxFramer({ gone = '', ...lines }: PcproxSettings = {}): Framer<string> {
  return mapFrames(createLineFramer(lines), (line) => {
    let text = line
    while (gone !== '' && text.startsWith(gone)) text = text.slice(gone.length)
    text = text.replace(talk, '')
    return text === '' || echo.test(text) ? null : text
  })
}
