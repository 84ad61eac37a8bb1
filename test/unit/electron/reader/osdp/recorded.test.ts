import { expect, it } from 'vitest'
import { createExchange } from '../../../../../electron/reader/osdp/exchange.ts'
import { encodePacket } from '../../../../../electron/reader/osdp/packet.ts'
import type { Packet } from '../../../../../electron/reader/osdp/packet.ts'
import { readLocalStatus } from '../../../../../electron/reader/osdp/replies.ts'
import { bytesOf } from '../../../../fixtures/em4100-vectors.ts'
import { createManualClock } from '../../../../fixtures/manual-clock.ts'
import { recordedPolls } from '../../../../fixtures/osdp-vectors.ts'

const address = 0
const poll = 0x60

it('a recorded poll cycle of another panel with another device is sent byte for byte and understood, echo and all', () => {
  const clock = createManualClock()
  const answers: Packet[] = []
  let recorded = 0
  const exchange = createExchange({
    clock,
    baudRate: 9600,
    write(bytes) {
      const [asked, answer] = recordedPolls[recorded] ?? ['', '']
      recorded += 1
      // The mark before a packet is not part of it.
      expect(`FF${Buffer.from(bytes).toString('hex').toUpperCase()}`).toBe(asked)
      clock.after(1, () => void exchange.push(bytesOf(asked), clock.monotonic()))
      clock.after(12, () => void exchange.push(bytesOf(answer), clock.monotonic()))
    },
  })
  for (let turn = 0; turn < recordedPolls.length; turn += 1) {
    const sequence = turn === 0 ? 0 : ((turn - 1) % 3) + 1
    exchange.ask({
      ...{ address, sequence, repeats: 0 },
      bytes: encodePacket({ address, reply: false, sequence, crc: true, code: poll }),
      answered: (packet) => answers.push(packet),
      unanswered: () => undefined,
    })
    clock.advance(100)
  }
  expect(answers.map(({ code }) => code)).toEqual([0x48, ...Array<number>(7).fill(0x40)])
  expect(readLocalStatus(answers[0]?.data ?? new Uint8Array())).toEqual({ tampered: false, powerFailed: true })
  expect(exchange.rejected).toBe(0)
  exchange.close()
})
