const longest = 82
const sentence = /^\$([A-Z]{2}[A-Z0-9]{3,4},[\x20-\x7e]*)\*([0-9A-F]{2})$/i
const dollar = 0x24

/** Whether a line is a sentence of NMEA 0183, checksum and all: what GPS receivers send once a second. */
export function isNmeaSentence(line: string): boolean {
  const parts = sentence.exec(line)
  const [, body = '', sum = ''] = parts ?? []
  let xor = 0
  for (const character of body) xor ^= character.charCodeAt(0)
  return parts !== null && xor === Number.parseInt(sum, 16)
}

/** Counts NMEA sentences in a stream of anything. Keeps at most one line. */
export function createNmeaCounter() {
  let line = ''
  let count = 0
  return {
    push(bytes: Uint8Array): number {
      for (const byte of bytes) {
        if (byte === dollar) line = '$'
        else if (byte === 0x0d || byte === 0x0a) {
          if (isNmeaSentence(line)) count += 1
          line = ''
        } else if (line !== '') line = line.length < longest ? line + String.fromCharCode(byte) : ''
      }
      return count
    },
  }
}
