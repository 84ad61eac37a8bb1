import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { parseAddress } from '../../../../../electron/reader/ports/address.ts'
import { openPcscPort, startPcsc } from '../../../../../electron/reader/ports/pcsc.ts'
import { createReaders } from '../../../../../electron/reader/readers.ts'
import { createRecordingLog } from '../../../../fixtures/recording-log.ts'

/** What nfc-pcsc gives, as its README describes it. */
function createSystem(answer: string) {
  const reader = Object.assign(new EventEmitter(), {
    name: 'ACS ACR122U PICC Interface',
    autoProcessing: true,
    transmit: vi.fn(async () => Buffer.from(answer, 'hex')),
  })
  const system = Object.assign(new EventEmitter(), { close: vi.fn() })
  return { reader, system }
}

async function open(answer = '04A1B2C3D4E5F69000', name = 'acr122') {
  const { reader, system } = createSystem(answer)
  const heard: string[] = []
  const lost: string[] = []
  const opening = openPcscPort(
    name,
    { connectTimeoutMs: 50 },
    {
      signal: new AbortController().signal,
      data: (bytes) => heard.push(Buffer.from(bytes).toString()),
      lost: (reason) => lost.push(reason),
    },
    async () => system,
  )
  await Promise.resolve()
  system.emit('reader', reader)
  return { port: await opening, reader, system, heard, lost }
}

describe('a PC/SC reader', () => {
  it('is named by a part of its name', () => {
    expect(parseAddress('pcsc:ACR122')).toEqual({ ok: true, address: { kind: 'pcsc', name: 'ACR122' } })
    expect(parseAddress('pcsc:')).toEqual({ ok: true, address: { kind: 'pcsc', name: '' } })
  })

  it('does no harm where its package is not installed, and says so in one sentence', async () => {
    const readers = createReaders({
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      log: createRecordingLog(),
      list: async () => [],
    })
    expect(await readers.connect('pcsc:', { kind: 'lines', base: 'hex', formats: ['uid'] })).toEqual({
      state: 'refused',
      port: 'pcsc:',
      message:
        'PC/SC needs the package nfc-pcsc, which is not installed: install it, or set the reader to type like a keyboard.',
    })
    await readers.close()
    await expect(startPcsc()).rejects.toMatchObject({ failure: 'not_installed' })
  })

  it('is a line of the UID’s hex digits for each card', async () => {
    const { reader, heard } = await open()
    expect(reader.autoProcessing).toBe(false)
    reader.emit('card')
    await vi.waitFor(() => expect(heard).toEqual(['04A1B2C3D4E5F6\r']))
    expect(reader.transmit).toHaveBeenCalledWith(Buffer.from('ffca000000', 'hex'), 12)
  })

  it('says nothing of a card that refuses its UID or was taken away too soon', async () => {
    const { reader, heard, lost } = await open('6300')
    reader.emit('card')
    reader.transmit.mockRejectedValueOnce(new Error('card removed'))
    reader.emit('card')
    reader.emit('error', new Error('card removed'))
    await vi.waitFor(() => expect(reader.transmit).toHaveBeenCalledTimes(2))
    expect([heard, lost]).toEqual([[], []])
  })

  it('is lost once when it is unplugged, and its system given back', async () => {
    const { reader, system, lost } = await open()
    reader.emit('end')
    reader.emit('end')
    expect(lost).toEqual(['the reader is gone'])
    expect(system.close).toHaveBeenCalledOnce()
  })

  it('is missing while only others are there', async () => {
    await expect(open('9000', 'omnikey')).rejects.toMatchObject({ failure: 'missing' })
  })
})
