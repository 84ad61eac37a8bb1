import { describe, expect, it, vi } from 'vitest'
import type { CardReading, Heard, Reader } from '../../../../electron/contract/readers.ts'
import { measure, unmeasured } from '../../../../renderer/app/wedge/measure.ts'
import { press, typed } from '../app/wedge/stage.ts'
import { openTapStage } from './tap-stage.ts'

const reading = (format: CardReading['format'], number: string, known: CardReading['known'] = null): CardReading => ({
  format,
  identity: `${format}:${number}`,
  number,
  facilityCode: null,
  cardNumber: null,
  enrollable: true,
  known,
})
const somebody: CardReading['known'] = { cardId: 1, holder: { kind: 'user', id: 102, name: 'Tomasz Wiśniewski' } }
const heard = (port: string, readings: CardReading[], certainty: 'checked' | 'fits' = 'fits'): Heard => ({
  port,
  at: '2026-10-14T07:42:00.000Z',
  baudRate: 9600,
  state: 'heard',
  message: null,
  bytes: '3030',
  total: 2,
  candidates: [
    { settings: { kind: 'lines', base: 'decimal' }, certainty, card: { identity: 'x', number: 'x', readings } },
    {
      settings: { kind: 'scanner' },
      certainty: 'text',
      card: { identity: 'y', number: 'y', readings: [reading('code', 'y')] },
    },
  ],
  suggestedBaudRate: null,
  copyAt: null,
})
const port = '/dev/ttyS0'

describe('setting up a reader', () => {
  it('takes the only reading there is without asking, and saves the reader with it', async () => {
    const { desk, setup, calls } = await openTapStage()
    await setup.pick(port)
    desk.emit('readers.heard', heard(port, [reading('em4100', '0013530444')], 'checked'))
    expect(setup.chosen?.number).toBe('0013530444')
    await setup.accept()
    setup.details.name = 'Side desk'
    expect(await setup.save()).toBe(true)
    expect(calls.find(({ name }) => name === 'readers.save')?.input).toEqual({
      port,
      name: 'Side desk',
      mode: 'desk',
      visitorCards: 'ask',
      sound: false,
      settings: { kind: 'lines', base: 'decimal', formats: null, baudRate: 9600 },
    })
    expect(calls.map(({ name }) => name)).toContain('readers.stop_listening')
  })

  it('asks which of several numbers is meant, and reads cards in that format alone from then on', async () => {
    const { desk, setup } = await openTapStage()
    await setup.pick(port)
    desk.emit('readers.heard', heard(port, [reading('em4100_32', '0013530444'), reading('h10301', '30028')]))
    expect(setup.choices.map(({ number }) => number)).toEqual(['0013530444', '30028'])
    expect(setup.chosen).toBeNull()
    setup.chosenKey = 'h10301 h10301:30028 30028'
    await setup.accept()
    expect(setup.settings).toMatchObject({ kind: 'lines', formats: ['h10301'] })
  })

  it('chooses by itself the reading that Kisi knows, and leaves alone what a person chose', async () => {
    const { desk, setup } = await openTapStage()
    await setup.pick(port)
    const both = [reading('em4100_32', '0013530444'), reading('h10301', '30028', somebody)]
    desk.emit('readers.heard', heard(port, both))
    expect(setup.chosen?.format).toBe('h10301')
    setup.chosenKey = 'em4100_32 em4100_32:0013530444 0013530444'
    desk.emit('readers.heard', heard(port, both))
    expect(setup.chosen?.format).toBe('em4100_32')
  })

  it('hears nothing of another port, nor after it was left', async () => {
    const { desk, setup } = await openTapStage()
    await setup.pick(port)
    desk.emit('readers.heard', heard('/dev/ttyUSB9', [reading('em4100', '1')]))
    expect(setup.choices).toEqual([])
    await setup.leave()
    desk.emit('readers.heard', heard(port, [reading('em4100', '1')]))
    expect(setup.choices).toEqual([])
  })

  it('begins with what is known of a reader that is set up again', async () => {
    const { setup, readers } = await openTapStage()
    setup.edit(readers.readers[0]!)
    expect(setup.details).toMatchObject({ name: 'ID-12 reader', mode: 'desk' })
    expect(setup.settings).toEqual({ kind: 'em4100' })
  })
})

describe('readers that type', () => {
  const pattern = measure(press(typed('0013530444', 0), [unmeasured]).bursts).pattern
  const keyboard: Reader = {
    port: 'keyboard:1',
    wire: 'keyboard',
    name: 'Desk reader',
    state: 'connected',
    message: null,
    settings: { kind: 'keyboard', typing: pattern },
    mode: 'desk',
    visitorCards: 'ask',
    sound: false,
    canSignal: false,
    keyKept: false,
    kept: true,
    lastTapAt: null,
  }

  it('tap by what they have typed', async () => {
    const { desk, wedge, calls } = await openTapStage()
    desk.emit('readers.changed', { readers: [keyboard] })
    const settings = keyboard.settings
    const own = settings.kind === 'keyboard' ? settings.typing! : pattern
    const [burst] = press(typed('0008844356', 0), [own]).bursts
    wedge.hear(burst!)
    await vi.waitFor(() =>
      expect(calls).toContainEqual({ name: 'taps.typed', input: { port: 'keyboard:1', text: '0008844356' } }),
    )
  })

  it('teach the set-up and tap nothing meanwhile', async () => {
    const { desk, wedge, calls, setup } = await openTapStage()
    desk.emit('readers.changed', { readers: [keyboard] })
    await setup.pickKeyboard()
    const [burst] = press(typed('0008844356', 0), [unmeasured]).bursts
    wedge.hear(burst!)
    await vi.waitFor(() => expect(calls.map(({ name }) => name)).toContain('readers.read_typed'))
    expect(calls.map(({ name }) => name)).not.toContain('taps.typed')
    expect(setup.measured?.pattern).toMatchObject({ alphabet: 'decimal', pauseMs: 16 })
  })
})
