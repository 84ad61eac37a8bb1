import { randomBytes } from 'node:crypto'
import type { Conversation, Line, Signal } from './conversation.ts'
import { decodeDigits } from './format/digits.ts'
import type { FormatSettings } from './format/format.ts'
import { decodeWiegand } from './format/wiegand.ts'
import { command, reply } from './osdp/codes.ts'
import { buzzerData, ledData } from './osdp/commands.ts'
import { createControlPanel } from './osdp/control-panel.ts'
import type { ControlPanel, DeviceState, PanelSettings } from './osdp/panel-types.ts'

const green = { on: 'green', off: 'off', onTime: 20, offTime: 0, lasts: 20 } as const
const redFlashes = { on: 'red', off: 'off', onTime: 2, offTime: 2, lasts: 20 } as const
const feedback: Record<Signal, { led: Uint8Array; buzzer: Uint8Array }> = {
  granted: { led: ledData(green, null), buzzer: buzzerData(2, 0, 1) },
  denied: { led: ledData(redFlashes, null), buzzer: buzzerData(1, 1, 3) },
}

const unanswered = 'The reader does not answer: check its cable, its two data wires, its address and its speed.'
const refusals = {
  wrong_key: 'The reader does not know the key it was given here: set it up again.',
  no_secure_channel: 'The reader refuses an encrypted line, and is not used without one: set it up again.',
  key_needed: 'The reader wants an encrypted line: set it up with its key.',
}

/** An OSDP reader on a line of its own. Its address is 0 and its speed 9600 unless somebody has set it otherwise. */
export function talkOsdp(line: Line, settings: PanelSettings & FormatSettings): Conversation {
  let panel: ControlPanel | null = null
  let heardAt = 0
  let status = { tampered: false, powerFailed: false }

  const tellTrouble = ({ state, reason }: DeviceState): void => {
    if (reason !== null) line.onTrouble(refusals[reason])
    else if (state === 'silent' || state === 'offline') line.onTrouble(unanswered)
    else if (status.tampered) line.onTrouble('The reader’s housing is open.')
    else line.onTrouble(status.powerFailed ? 'The reader’s power is failing.' : null)
  }

  return {
    start() {
      panel = createControlPanel({
        settings,
        clock: line.timers,
        random: (length) => Uint8Array.from(randomBytes(length)),
        write: line.write,
        onCard(read) {
          const card =
            read.kind === 'bits'
              ? decodeWiegand(read.bits, settings)
              : decodeDigits(read.text, { ...settings, base: 'any' })
          if (card !== null) line.onCard(card, heardAt)
        },
        onKeys: line.onKeys,
        onLocalStatus(now) {
          status = now
          if (panel !== null) tellTrouble(panel.state)
        },
        onState: tellTrouble,
      })
    },
    push(bytes, at) {
      heardAt = at
      return panel?.push(bytes, at) ?? 0
    },
    async signal(what) {
      if (panel === null) return false
      const able = panel.capabilities
      const { led, buzzer } = feedback[what]
      const answers = await Promise.all([
        able?.leds === false ? null : panel.send(command.led, led),
        able?.buzzer === false ? null : panel.send(command.buzzer, buzzer),
      ])
      return answers.some((answer) => answer?.code === reply.acknowledge)
    },
    get rejected() {
      return panel?.rejected ?? 0
    },
    close: () => panel?.close(),
  }
}
