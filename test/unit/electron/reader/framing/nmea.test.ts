import { describe, expect, it } from 'vitest'
import { createNmeaCounter, isNmeaSentence } from '../../../../../electron/reader/framing/nmea.ts'
import { ascii } from '../../../../fixtures/reader-fuzz.ts'

/** The examples of NMEA 0183 that every description of it has. */
const gga = '$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47'
const rmc = '$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A'

describe('sentences of a GPS receiver', () => {
  it.each([gga, rmc])('are known by their form and checksum: %s', (sentence) => {
    expect(isNmeaSentence(sentence)).toBe(true)
  })

  it.each([gga.replace('*47', '*48'), gga.slice(0, -3), '$5,00*1F', 'https://visit.example/i/7F3K9', ''])(
    'are not %j',
    (line) => {
      expect(isNmeaSentence(line)).toBe(false)
    },
  )

  it('are counted in a stream with noise, of which nothing is kept', () => {
    const counter = createNmeaCounter()
    expect(counter.push(ascii(`\xff\x00$GP${'x'.repeat(5000)}\r\n${gga}\r\nabc\r\n`))).toBe(1)
    expect(counter.push(ascii(rmc.slice(0, 20)))).toBe(1)
    expect(counter.push(ascii(`${rmc.slice(20)}\n`))).toBe(2)
  })
})
