import { describe, expect, it } from 'vitest'
import { createScannerFramer } from '../../../../../electron/reader/framing/scanner.ts'
import { ascii, flood, fuzz } from '../../../../fixtures/reader-fuzz.ts'

const utf8 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text))

describe('the framing of QR and barcode scanners', () => {
  it.each(['\r', '\n', '\r\n'])('reads a code that %j ends, once no other line follows', (end) => {
    const framer = createScannerFramer()
    expect(framer.push(utf8(`]Q1https://visit.example/i/7F3K9${end}`), 0)).toEqual([])
    expect(framer.restAfterMs).toBe(30)
    expect(framer.rest?.()).toEqual([']Q1https://visit.example/i/7F3K9'])
    expect(framer.restAfterMs).toBeNull()
  })

  it('joins lines that follow each other at once, and parts codes that do not', () => {
    const framer = createScannerFramer()
    framer.push(utf8('BEGIN:VCARD\r\nN:Ada'), 0)
    framer.push(utf8('\r\n'), 20)
    expect(framer.push(utf8('END:VCARD\r\n'), 49)).toEqual([])
    expect(framer.push(utf8('NEXT\r\n'), 79)).toEqual(['BEGIN:VCARD\nN:Ada\nEND:VCARD'])
    expect(framer.rest?.()).toEqual(['NEXT'])
  })

  it('reads each line for itself where it is set so', () => {
    expect(createScannerFramer({ multiline: false }).push(utf8('A\r\nB\r'), 0)).toEqual(['A', 'B'])
  })

  it('ends a code by silence where the scanner sends no terminator', () => {
    const framer = createScannerFramer({ terminated: false })
    framer.push(utf8('ABC'), 0)
    expect(framer.restAfterMs).toBe(50)
    expect(framer.push(utf8('DEF'), 50)).toEqual(['ABC'])
    expect(framer.rest?.()).toEqual(['DEF'])
  })

  it('reads every script, split within a character, and replaces what is no UTF-8', () => {
    const framer = createScannerFramer({ multiline: false })
    const bytes = utf8('Zoë 中\r')
    const read = [...bytes].flatMap((byte, index) => framer.push(Uint8Array.of(byte), index))
    expect(read).toEqual(['Zoë 中'])
    expect(framer.push(ascii('a\xffb\r'), 100)).toEqual(['a\ufffdb'])
  })

  it('drops a code without its end after half a second, and one that is too long', () => {
    const framer = createScannerFramer({ multiline: false })
    framer.push(utf8('HALF'), 0)
    expect(framer.push(utf8('WHOLE\r'), 501)).toEqual(['WHOLE'])
    expect(flood(framer, () => 0x41)).toBe(0)
    expect(framer.push(utf8('\rNEXT\r'), 501)).toEqual(['NEXT'])
    expect(framer.rejected).toBe(2)
  })

  it('loses no code and invents none in chunks of any size', () => {
    const { seed, wrong } = fuzz({
      create: createScannerFramer,
      frame(random) {
        const text = Buffer.from(random.bytes(1 + random.below(60))).toString('base64url')
        return { frame: text, bytes: utf8(`${text}\r\n`) }
      },
      silence: 501,
      noise: false,
    })
    expect({ seed, wrong }).toEqual({ seed, wrong: [] })
  })
})
