import { describe, expect, it } from 'vitest'
import { parseUidIdentity, readUid } from '../../../../../electron/reader/format/uid.ts'
import { uidPairs } from '../../../../fixtures/reader-vectors.ts'

describe('the UID of a MIFARE card', () => {
  it.each(uidPairs)('%s is the same card from a reader that sends %s', (pcsc, sent) => {
    expect(readUid(sent, 'reversed')).toEqual(readUid(pcsc, 'as_sent'))
    expect(readUid(pcsc, 'as_sent')?.identity).toBe(`uid:${pcsc}`)
  })

  it.each(['04A1B2C3', '04A1B2C3D4E5F6', '04A1B2C3D4E5F6071829'])(
    'has 4, 7 or 10 bytes, leading zeros kept: %s',
    (uid) => {
      expect(readUid(uid.toLowerCase(), 'as_sent')?.number).toBe(uid)
      expect(parseUidIdentity(`uid:${uid}`)).toBe(uid)
    },
  )

  it.each(['', '04A1B2', '04A1B2C3D4', '4A1B2C3', '04A1B2CG', '04A1B2C3D4E5F60718'])('is not %j', (text) => {
    expect(readUid(text, 'as_sent')).toBeNull()
    expect(parseUidIdentity(`uid:${text}`)).toBeNull()
  })

  it('is not four bytes that begin with a cascade tag, in the order of the card', () => {
    expect(readUid('8804A1B2', 'as_sent')).toBeNull()
    expect(readUid('B2A10488', 'reversed')).toBeNull()
    expect(readUid('B2A10488', 'as_sent')).not.toBeNull()
    expect(readUid('8804A1B2C3D4E5', 'as_sent')).not.toBeNull()
  })

  it('is not to be enrolled when a phone makes it up anew each time, or when Kisi does not take its length', () => {
    expect(readUid('08A1B2C3', 'as_sent')?.enrollable).toBe(false)
    expect(readUid('C3B2A108', 'reversed')?.enrollable).toBe(false)
    expect(readUid('04A1B2C3D4E5F6071829', 'as_sent')?.enrollable).toBe(false)
    expect(readUid('08A1B2C3D4E5F6', 'as_sent')?.enrollable).toBe(true)
  })
})
