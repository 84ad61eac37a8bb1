import { createControlPanel } from '../../electron/reader/osdp/control-panel.ts'
import { panelDefaults } from '../../electron/reader/osdp/panel-types.ts'
import { createManualClock } from '../fixtures/manual-clock.ts'
import { createPeripheral } from '../fixtures/osdp-peripheral.ts'
import type { createRandom } from '../fixtures/random.ts'
import type { Finding } from './simulator.ts'

type Random = ReturnType<typeof createRandom>

const raw = 0x50
const key = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
const cards = 12

/** What may happen to an answer on its way. Never two turned bits: a CRC of 16 bits sees one, and not every two. */
function disturb(random: Random, answer: Buffer | null): Uint8Array | null {
  if (answer === null) return null
  const bytes = Uint8Array.from(answer)
  const at = random.below(bytes.length)
  switch (random.below(8)) {
    case 0:
      return null
    case 1:
      return bytes.subarray(0, at)
    case 2:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
      return bytes
    case 3:
      return Uint8Array.from([...random.bytes(1 + random.below(12)), ...bytes])
    case 4:
      return Uint8Array.from([...bytes, ...bytes])
    case 5:
      return Uint8Array.from([0x53, 0x80, 0xff, 0x00, ...bytes])
    default:
      return bytes
  }
}

/**
 * Disturbs the line between the panel and a device while cards are held to it. None may come twice, out of turn or as
 * another one, and once the line is quiet each one comes.
 */
export function panelFinding(random: Random): Finding | null {
  const secure = random.below(2) === 0
  const clock = createManualClock()
  const device = createPeripheral({ key: secure ? key : null, crc: random.below(4) > 0 })
  const told: string[] = []
  const heard: string[] = []
  let calm = false
  const panel = createControlPanel({
    clock,
    settings: { ...panelDefaults, key: secure ? key : null },
    random: (length) => random.bytes(length),
    write(bytes) {
      const answer = device.answer(Uint8Array.from(bytes))
      const said = calm ? answer : disturb(random, answer)
      if (said !== null) clock.after(5 + random.below(20), () => void panel.push(said, clock.monotonic()))
    },
    onCard: (read) => void heard.push(read.kind === 'bits' ? read.bits : read.text),
    onKeys: () => undefined,
    onLocalStatus: () => undefined,
    onState: () => undefined,
  })
  const hold = (number: number): void => {
    const bits = (0x1000000 + number).toString(2)
    told.push(bits.slice(1))
    device.tell(raw, `00001800${number.toString(16).padStart(6, '0')}`)
  }
  const problem = ((): string | null => {
    try {
      for (let card = 1; card <= cards; card += 1) {
        hold(card * 0x10101)
        clock.advance(random.below(600))
      }
      calm = true
      clock.advance(16_000)
      const before = heard.length
      const order = heard.map((bits) => told.indexOf(bits))
      if (order.includes(-1)) return `a card that nobody held: ${heard[order.indexOf(-1)]}`
      if (order.some((at, index) => index > 0 && at <= (order[index - 1] ?? -1)))
        return `twice or out of turn: ${order}`
      for (let card = 1; card <= cards; card += 1) hold(0xa00000 + card)
      clock.advance(3000)
      return heard.slice(before).join() === told.slice(cards).join() ? null : 'lost cards on a quiet line'
    } catch (error) {
      return `threw ${String(error)}`
    }
  })()
  panel.close()
  return problem === null ? null : { operation: 'osdp panel', problem, request: secure ? 'secure channel' : 'in plain' }
}
