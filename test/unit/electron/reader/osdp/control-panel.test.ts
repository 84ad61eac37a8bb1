import { describe, expect, it } from 'vitest'
import { command, reply } from '../../../../../electron/reader/osdp/codes.ts'
import { createControlPanel } from '../../../../../electron/reader/osdp/control-panel.ts'
import type { CardRead, DeviceState, PanelSettings } from '../../../../../electron/reader/osdp/panel-types.ts'
import { panelDefaults } from '../../../../../electron/reader/osdp/panel-types.ts'
import { createManualClock } from '../../../../fixtures/manual-clock.ts'
import { createPeripheral } from '../../../../fixtures/osdp-peripheral.ts'

const key = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
const raw26 = '00001a00bd88eb80'
const bits26 = '10111101100010001110101110'

/** A panel and a device on a line that can be cut, delayed or spoilt; an answer takes ten milliseconds. */
function setUp(settings: Partial<PanelSettings> = {}, device: Parameters<typeof createPeripheral>[0] = {}) {
  const clock = createManualClock()
  const peripheral = createPeripheral(device)
  const sent: string[] = []
  const cards: CardRead[] = []
  const keys: string[] = []
  const statuses: object[] = []
  const states: DeviceState[] = []
  const hear = (bytes: Uint8Array) => void panel.push(bytes, clock.monotonic())
  const line = {
    /** What becomes of an answer on its way; null loses it. */
    answer: (bytes: Buffer | null, _command: Uint8Array): Buffer | null => bytes,
    /** Whether commands reach the device. */
    cut: false,
    echo: false,
  }
  const panel = createControlPanel({
    clock,
    settings: { ...panelDefaults, ...settings },
    random: (length) => Uint8Array.from({ length }, (_, index) => index + 1),
    write(bytes) {
      sent.push(Buffer.from(bytes).toString('hex').toUpperCase())
      if (line.echo) clock.after(1, () => hear(bytes))
      const said = line.cut ? null : line.answer(peripheral.answer(bytes), bytes)
      if (said !== null) clock.after(10, () => hear(said))
    },
    onCard: (card) => cards.push(card),
    onKeys: (pressed) => keys.push(pressed),
    onLocalStatus: (status) => statuses.push(status),
    onState: (state) => states.push(state),
  })
  return { clock, peripheral, sent, cards, keys, statuses, states, line, panel }
}

describe('the control panel', () => {
  it('identifies a device, asks what it can, and polls it with the numbers 0, 1, 2, 3, 1 as published', () => {
    const { clock, sent, panel, states } = setUp()
    clock.advance(300)
    expect(sent.slice(0, 5)).toEqual([
      '53000900046100C066',
      '53000900056200A304',
      '53000800066089CC',
      '530008000760B8FF',
      '530008000560DA99',
    ])
    expect(panel.identity).toMatchObject({ vendor: '0A0017', firmware: '1.80.2' })
    expect(panel.capabilities).toMatchObject({ leds: true, buzzer: true })
    expect(states).toEqual([{ state: 'online', secure: false, reason: null }])
  })

  it('polls every fifty milliseconds', () => {
    const { clock, peripheral } = setUp()
    clock.advance(100)
    const before = peripheral.heard.length
    clock.advance(1000)
    expect(peripheral.heard.length - before).toBe(20)
  })

  it('tells cards, raw and in characters, keys and changes of state', () => {
    const { clock, peripheral, cards, keys, statuses } = setUp()
    peripheral.tell(reply.raw, raw26)
    peripheral.tell(reply.formatted, `00000a${Buffer.from('0013530444').toString('hex')}`)
    peripheral.tell(reply.keypad, '0005313233340d')
    peripheral.tell(reply.localStatus, '0100')
    peripheral.tell(0x90, '0102')
    clock.advance(1000)
    expect(cards).toEqual([
      { kind: 'bits', bits: bits26 },
      { kind: 'text', text: '0013530444' },
    ])
    expect(keys).toEqual(['1234#'])
    expect(statuses).toEqual([{ tampered: true, powerFailed: false }])
  })

  it('tells no card from a read whose length is wrong', () => {
    const { clock, peripheral, cards } = setUp()
    peripheral.tell(reply.raw, '00001a00bd88eb8000')
    clock.advance(500)
    expect(cards).toEqual([])
  })

  it('repeats a poll byte for byte when its answer is lost, and tells the card once', () => {
    const { clock, peripheral, cards, sent, line, panel } = setUp()
    clock.advance(100)
    peripheral.tell(reply.raw, raw26)
    const before = sent.length
    let lost = 0
    line.answer = (bytes) => (lost++ < 2 ? null : bytes)
    clock.advance(1000)
    expect(cards).toEqual([{ kind: 'bits', bits: bits26 }])
    expect(new Set(sent.slice(before, before + 3)).size).toBe(1)
    expect(panel.state.state).toBe('online')
  })

  it('waits for an answer that comes in pieces, slower than the line', () => {
    const { clock, peripheral, cards, line, panel, sent } = setUp()
    clock.advance(100)
    peripheral.tell(reply.raw, raw26)
    line.answer = (bytes) => {
      line.answer = (next) => next
      bytes?.forEach((byte, index) =>
        clock.after(240 + index * 20, () => panel.push(Uint8Array.of(byte), clock.monotonic())),
      )
      return null
    }
    const before = sent.length
    clock.advance(600)
    expect(cards).toHaveLength(1)
    expect(sent[before]).not.toBe(sent[before + 1])
  })

  it('does not take a late answer for the answer to the next command', () => {
    const { clock, peripheral, cards, line, panel } = setUp()
    clock.advance(100)
    peripheral.tell(reply.raw, raw26)
    line.answer = (bytes) => {
      line.answer = (next) => next
      clock.after(400, () => panel.push(bytes ?? Buffer.alloc(0), clock.monotonic()))
      return null
    }
    clock.advance(2000)
    expect(cards).toHaveLength(1)
    expect(panel.state.state).toBe('online')
  })

  it('does not take an answer that comes once more for the answer to the next command', () => {
    const { clock, peripheral, cards, line, panel } = setUp()
    clock.advance(100)
    peripheral.tell(reply.raw, raw26)
    line.answer = (bytes) => {
      line.answer = (next) => next
      // The next poll is on the line by then, and its own answer is not.
      clock.after(55, () => panel.push(bytes ?? Buffer.alloc(0), clock.monotonic()))
      return bytes
    }
    clock.advance(1000)
    expect(cards).toHaveLength(1)
  })

  it('waits for a busy device, with the same command and number', () => {
    const { clock, peripheral, sent, line, cards } = setUp()
    clock.advance(100)
    peripheral.tell(reply.raw, raw26)
    const before = sent.length
    let left = 10
    line.answer = (bytes) => (left-- > 0 ? peripheral.busy() : bytes)
    clock.advance(2000)
    expect(new Set(sent.slice(before, before + 11)).size).toBe(1)
    expect(cards).toHaveLength(1)
  })

  it('passes over the adapter’s echo of its own commands', () => {
    const { clock, line, peripheral, cards } = setUp()
    line.echo = true
    peripheral.tell(reply.raw, raw26)
    clock.advance(500)
    expect(cards).toHaveLength(1)
  })

  it('passes over answers of another device, and a wrong check', () => {
    const { clock, line, panel, peripheral, cards } = setUp({ address: 5 }, { address: 5 })
    clock.advance(100)
    expect(panel.state.state).toBe('online')
    peripheral.tell(reply.raw, raw26)
    const foreign = Buffer.from('53801000065000001A00BD88EB80636C', 'hex')
    line.answer = (bytes) =>
      Buffer.concat([foreign, bytes?.map((byte, index) => (index === 8 ? byte ^ 1 : byte)) ?? foreign])
    clock.advance(200)
    expect(cards).toEqual([])
    expect(panel.rejected).toBeGreaterThan(0)
    line.answer = (bytes) => bytes
    clock.advance(600)
    expect(cards).toHaveLength(1)
  })

  it('starts afresh with number 0 when the device has lost its place', () => {
    const { clock, peripheral, sent, panel } = setUp()
    clock.advance(200)
    peripheral.forget()
    const before = sent.length
    clock.advance(200)
    expect(sent.slice(before)).toContain('53000900046100C066')
    expect(panel.state.state).toBe('online')
  })

  it('speaks with checksums to a device that knows no CRC', () => {
    const { clock, peripheral, cards, sent } = setUp({}, { crc: false })
    peripheral.tell(reply.raw, raw26)
    clock.advance(1000)
    expect(cards).toHaveLength(1)
    expect(sent).toContain('5300080000610044')
  })

  it('says after a second that the device is silent and after eight that it is offline, and that it is back', () => {
    const { clock, line, states, panel, peripheral, cards } = setUp()
    clock.advance(100)
    line.cut = true
    clock.advance(900)
    expect(panel.state.state).toBe('online')
    clock.advance(200)
    expect(panel.state.state).toBe('silent')
    clock.advance(6700)
    expect(panel.state.state).toBe('silent')
    clock.advance(400)
    expect(panel.state.state).toBe('offline')
    line.cut = false
    peripheral.tell(reply.raw, raw26)
    clock.advance(6000)
    expect(states.map(({ state }) => state)).toEqual(['online', 'silent', 'offline', 'online'])
    expect(cards).toHaveLength(1)
  })

  it('tries a device that never answered with and without CRC, at last every five seconds', () => {
    const { clock, line, sent, panel } = setUp()
    line.cut = true
    clock.advance(60_000)
    expect(panel.state.state).toBe('offline')
    expect(new Set(sent)).toEqual(new Set(['53000900046100C066', '5300080000610044']))
    const before = sent.length
    clock.advance(53_000)
    expect(sent.length - before).toBe(11)
  })

  it('keeps an answer of noise from holding the line', () => {
    const { clock, line, panel, peripheral, cards } = setUp()
    clock.advance(100)
    peripheral.tell(reply.raw, raw26)
    line.answer = (bytes) => Buffer.concat([Buffer.from('5380ff010450', 'hex'), bytes ?? Buffer.alloc(0)])
    clock.advance(3000)
    expect(cards).toHaveLength(1)
    expect(panel.state.state).toBe('online')
  })
})

describe('commands of ours', () => {
  it('go out at once between two polls', async () => {
    const { clock, peripheral, panel } = setUp()
    clock.advance(131)
    const at = clock.monotonic()
    const answer = panel.send(command.buzzer, Buffer.from('0002010103', 'hex'))
    clock.advance(10)
    expect(await answer).toMatchObject({ code: reply.acknowledge })
    expect(clock.monotonic() - at).toBe(10)
    expect(peripheral.heard.at(-1)).toMatchObject({ code: command.buzzer, data: '0002010103' })
  })

  it('are told off when the device goes silent, and never sent later', async () => {
    const { clock, peripheral, panel, line } = setUp()
    clock.advance(131)
    line.cut = true
    const answers = [1, 2].map((count) => panel.send(command.buzzer, Uint8Array.of(0, 2, 1, 1, count)))
    clock.advance(2000)
    expect(await Promise.all(answers)).toEqual([null, null])
    line.cut = false
    clock.advance(10_000)
    expect(panel.state.state).toBe('online')
    expect(peripheral.heard.filter(({ code }) => code === command.buzzer)).toEqual([])
  })

  it('are refused while the device is not online, and when too many wait', async () => {
    const { clock, panel } = setUp()
    expect(await panel.send(command.buzzer, new Uint8Array())).toBeNull()
    clock.advance(105)
    const answers = Array.from({ length: 20 }, () => panel.send(command.led, new Uint8Array()))
    clock.advance(1000)
    const settled = await Promise.all(answers)
    expect(settled.filter((answer) => answer === null).length).toBeGreaterThan(2)
    expect(settled.filter((answer) => answer !== null).length).toBeGreaterThan(15)
  })

  it('are told off when the panel is closed, which leaves nothing behind', async () => {
    const { clock, panel, sent } = setUp()
    clock.advance(131)
    const answer = panel.send(command.led, new Uint8Array())
    panel.close()
    expect(await answer).toBeNull()
    expect(clock.waiting).toBeLessThan(3)
    const before = sent.length
    clock.advance(10_000)
    expect(sent.length).toBe(before)
    expect(clock.waiting).toBe(0)
  })
})

describe('the secure channel on the line', () => {
  it('carries cards and commands', async () => {
    const { clock, panel, peripheral, cards } = setUp({ key }, { key })
    clock.advance(200)
    expect(panel.state).toEqual({ state: 'online', secure: true, reason: null })
    peripheral.tell(reply.raw, raw26)
    const answer = panel.send(command.led, Buffer.from('0000021400020014000101000100', 'hex'))
    clock.advance(500)
    expect(cards).toEqual([{ kind: 'bits', bits: bits26 }])
    expect(await answer).toMatchObject({ code: reply.acknowledge })
    expect(peripheral.heard.filter(({ code }) => code === command.poll).every(({ secure }) => secure)).toBe(true)
    expect(peripheral.heard).toContainEqual(
      expect.objectContaining({ code: command.led, secure: true, data: '0000021400020014000101000100' }),
    )
  })

  it('survives lost answers without a new handshake', () => {
    const { clock, line, peripheral, cards } = setUp({ key }, { key })
    clock.advance(200)
    let turn = 0
    line.answer = (bytes) => (turn++ % 3 === 0 ? null : bytes)
    for (let count = 0; count < 10; count += 1) peripheral.tell(reply.raw, raw26)
    clock.advance(20_000)
    expect(cards).toHaveLength(10)
    expect(peripheral.heard.filter(({ code }) => code === command.challenge)).toHaveLength(1)
  })

  it('takes no card from a device that falls back to plain, and sets the channel up again', () => {
    const { clock, line, peripheral, cards, panel } = setUp({ key }, { key })
    clock.advance(200)
    const plain = Buffer.from('53801000065000001A00BD88EB80636C', 'hex')
    line.answer = (bytes, sent) => ((sent[4] ?? 0) === 0x0e ? plain : bytes)
    clock.advance(300)
    expect(cards).toEqual([])
    line.answer = (bytes) => bytes
    clock.advance(10_000)
    expect(peripheral.heard.filter(({ code }) => code === command.challenge).length).toBeGreaterThan(1)
    expect(panel.state).toMatchObject({ state: 'online', secure: true })
  })

  it('takes no card whose MAC is wrong', () => {
    const { clock, line, peripheral, cards, panel } = setUp({ key }, { key })
    clock.advance(200)
    peripheral.tell(reply.raw, raw26)
    const { spoil } = createSpoiler()
    line.answer = (bytes) => (bytes === null ? null : spoil(bytes))
    clock.advance(60)
    expect(cards).toEqual([])
    expect(panel.state.secure).toBe(true)
    line.answer = (bytes) => bytes
    clock.advance(10_000)
    expect(panel.state).toMatchObject({ state: 'online', secure: true })
    expect(cards).toEqual([])
  })

  it.each([
    ['does not know the key', { key: Buffer.alloc(16, 7) }, 'wrong_key'],
    ['has no secure channel', { key: null }, 'no_secure_channel'],
  ] as const)('does not use a device that %s', (_what, device, reason) => {
    const { clock, panel, peripheral, cards } = setUp({ key }, device)
    peripheral.tell(reply.raw, raw26)
    clock.advance(30_000)
    expect(panel.state).toEqual({ state: 'refused', secure: false, reason })
    expect(cards).toEqual([])
    expect(peripheral.heard.some(({ code }) => code === command.poll)).toBe(false)
  })

  it('gives a device a key of its own within the channel, and not outside', async () => {
    const fresh = Uint8Array.from({ length: 16 }, (_, index) => 200 + index)
    const plain = setUp()
    plain.clock.advance(131)
    expect(await plain.panel.setKey(fresh)).toBe(false)

    const { clock, panel, peripheral, sent } = setUp({ key }, { key })
    clock.advance(231)
    const given = panel.setKey(fresh)
    clock.advance(100)
    expect(await given).toBe(true)
    const hex = Buffer.from(fresh).toString('hex')
    expect(peripheral.heard).toContainEqual(expect.objectContaining({ code: command.keySet, data: `0110${hex}` }))
    expect(sent.join()).not.toContain(hex.toUpperCase())
  })
})

/** Turns a bit of the MAC and mends the CRC, as somebody on the line would. */
function createSpoiler() {
  const crc = (bytes: Buffer): number => {
    let value = 0x1d0f
    for (const byte of bytes) {
      value ^= byte << 8
      for (let bit = 0; bit < 8; bit += 1) value = ((value << 1) ^ (value & 0x8000 ? 0x1021 : 0)) & 0xffff
    }
    return value
  }
  return {
    spoil(bytes: Buffer): Buffer {
      const body = Buffer.from(bytes.subarray(0, -2))
      body.writeUInt8(body.readUInt8(body.length - 1) ^ 1, body.length - 1)
      const check = crc(body)
      return Buffer.concat([body, Buffer.from([check & 0xff, check >> 8])])
    },
  }
}
