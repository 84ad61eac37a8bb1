import { mapFrames } from './framing.ts'
import type { Framer } from './framing.ts'
import { createLineFramer } from './lines.ts'
import type { LineSettings } from './lines.ts'

/** The version that RS-232 units send when power comes on. */
const banner = /^TWN4/

/** ELATEC TWN4 with its standard firmware on a serial line: hex digits and CR. The version at power-up is no card. */
export function createTwn4Framer(settings: Partial<LineSettings> = {}): Framer<string> {
  return mapFrames(createLineFramer(settings), (line) => (banner.test(line) ? null : line))
}
