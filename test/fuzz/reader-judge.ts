import { createPacketFramer } from '../../electron/reader/osdp/framer.ts'
import type { ReaderSettings } from '../../electron/reader/profile.ts'
import { ascii } from '../fixtures/reader-fuzz.ts'
import { listenWith, overhear } from '../fixtures/reader-listener.ts'
import type { Listener } from '../fixtures/reader-listener.ts'

/** Bytes that come so many milliseconds after the ones before. */
export interface Chunk {
  after: number
  bytes: Uint8Array
}

/** A kind of reader to be fuzzed, and who says which cards are in its bytes: written apart from what is tried. */
export interface Subject {
  name: string
  listen(): Listener
  /** Frames that a reader of that kind sends. */
  good: readonly (readonly [bytes: Uint8Array, identity: string])[]
  /** Pieces that mean something to it. */
  words: readonly Uint8Array[]
  /** Every card in the bytes, in order. */
  cardsIn(chunks: readonly Chunk[]): string[]
}

/** Bytes as characters, cut where the silence was longer than allowed. */
function pieces(chunks: readonly Chunk[], longest: number): string[] {
  const found: string[] = ['']
  for (const { after, bytes } of chunks) {
    if (after > longest) found.push('')
    found[found.length - 1] += Buffer.from(bytes).toString('latin1')
  }
  return found
}

const xorOf = (hex: string): number => Buffer.from(hex, 'hex').reduce((sum, byte) => sum ^ byte, 0)

/** STX, twelve digits whose bytes XOR to nothing, up to two line ends, ETX. */
function em4100In(chunks: readonly Chunk[]): string[] {
  return pieces(chunks, 1000).flatMap((text) =>
    [...text.matchAll(/\x02([0-9A-F]{12})[\r\n]{0,2}\x03/gi)]
      .map(([, digits = '']) => digits)
      .filter((digits) => xorOf(digits) === 0)
      .map((digits) => `em4100:${digits.slice(0, 10).toUpperCase()}`),
  )
}

function em18In(chunks: readonly Chunk[]): string[] {
  return pieces(chunks, 20)
    .filter((text) => /^[0-9A-F]{12}$/i.test(text) && xorOf(text) === 0)
    .map((digits) => `em4100:${digits.slice(0, 10).toUpperCase()}`)
}

/** Lines of printable characters ended by CR or LF; what is not printable before a line does not matter, within it does. */
function linesIn(chunks: readonly Chunk[]): string[] {
  return pieces(chunks, 500).flatMap((text) =>
    text
      .split(/[\r\n]/)
      .slice(0, -1)
      .map((line) => line.replace(/^[^\x20-\x7e]+/, ''))
      .filter((line) => /^[\x20-\x7e]{1,128}$/.test(line)),
  )
}

function uidsIn(chunks: readonly Chunk[]): string[] {
  return uidsOf(linesIn(chunks))
}

function uidsOf(lines: readonly string[]): string[] {
  return lines
    .map((line) => line.toUpperCase())
    .filter((line) => /^([0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})$/.test(line) && !/^88.{6}$/.test(line))
    .map((line) => `uid:${line}`)
}

/** Without the prompt, answers and echoes of the command protocol, and without what says that the card has gone. */
function cardLinesIn(chunks: readonly Chunk[]): string[] {
  return linesIn(chunks).map((line) => line.replace(/^~+/, '').replace(/^(RF IDeas>|\{[^}]*\})+/, ''))
}

/** Each line in UTF-8: an AIM identifier says what it is, and control characters are no part of it. */
function codesIn(chunks: readonly Chunk[]): string[] {
  return pieces(chunks, 500)
    .flatMap((text) => text.split(/[\r\n]/).slice(0, -1))
    .map((line) => new TextDecoder().decode(Buffer.from(line, 'latin1')).trimEnd())
    .map((text) => {
      const [aim = '', letter = ''] = /^\]([QCdAIGULzEeFHX])[0-9A-Za-z]/.exec(text) ?? []
      const kind = letter === '' ? 'code' : letter === 'Q' ? 'qr' : 'barcode'
      const plain = text.slice(aim.length).replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')
      return plain.trim() === '' ? '' : `${kind}:${plain}`
    })
    .filter((code) => code !== '')
}

/** A key of the keypad is a single character with silence behind it, and a line end or silence before it. */
function withoutKeys(chunks: readonly Chunk[]): Chunk[] {
  const runs: { after: number; text: string }[] = []
  for (const { after, bytes } of chunks) {
    const text = Buffer.from(bytes).toString('latin1')
    const run = runs.at(-1)
    if (run === undefined || after >= 50) runs.push({ after, text })
    else run.text += text
  }
  return runs.map(({ after, text }) => ({ after, bytes: ascii(text.replace(/(^|[\r\n])[0-9*#]$/, '$1')) }))
}

/** Facility code and number of 24 bits in decimal, with the parity bits that the converter took away. */
function wordsIn(given: readonly Chunk[]): string[] {
  const chunks = withoutKeys(given)
  const odd = (bits: number): number => [...bits.toString(2)].filter((bit) => bit === '1').length % 2
  return linesIn(chunks)
    .filter((line) => /^\d{4,20}$/.test(line) && BigInt(line) < 1n << 24n)
    .map((line) => {
      const value = Number(line)
      const word = BigInt(odd(value >> 12)) * (1n << 25n) + BigInt(value) * 2n + BigInt(1 - odd(value & 0xfff))
      return `wiegand:26:${word.toString(16).toUpperCase().padStart(7, '0')}`
    })
}

/** From left to right, whatever is a whole packet with a right check. */
function packetsIn(chunks: readonly Chunk[]): string[] {
  return pieces(chunks, 149).flatMap((text) => {
    const bytes = Buffer.from(text, 'latin1')
    const found: string[] = []
    for (let at = 0; at < bytes.length;) {
      const packet = packetAt(bytes.subarray(at))
      if (packet !== null) found.push(packet.what)
      at += packet?.length ?? 1
    }
    return found
  })
}

function packetAt(bytes: Buffer): { what: string; length: number } | null {
  if (bytes.length < 7 || bytes[0] !== 0x53) return null
  const [length, control] = [bytes.readUInt16LE(2), bytes.readUInt8(4)]
  const crc = (control & 4) !== 0
  if (control > 15 || length > bytes.length || length > 512 || length < (crc ? 8 : 7)) return null
  const body = bytes.subarray(0, length - (crc ? 2 : 1))
  const right = crc
    ? crcOf(body) === bytes.readUInt16LE(length - 2)
    : bytes.subarray(0, length).reduce((sum, byte) => sum + byte, 0) % 256 === 0
  if (!right) return null
  const block = (control & 8) !== 0 ? (body[5] ?? 0) : 0
  const type = (control & 8) !== 0 ? (body[6] ?? 0) : 0
  const end = body.length - (type >= 0x15 && type <= 0x18 ? 4 : 0)
  if (((control & 8) !== 0 && block < 2) || 5 + block >= end) return null
  return { what: `${body[5 + block]} ${body.subarray(6 + block, end).toString('hex')}`, length }
}

function crcOf(bytes: Buffer): number {
  let crc = 0x1d0f
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : crc << 1
  }
  return crc
}

const byProfile = (name: string, settings: ReaderSettings, rest: Omit<Subject, 'name' | 'listen'>): Subject => ({
  ...{ name, listen: () => listenWith(settings) },
  ...rest,
})
const hex = (text: string): Buffer => Buffer.from(text, 'hex')

export const subjects: readonly Subject[] = [
  byProfile(
    'em4100',
    { kind: 'em4100' },
    {
      good: [
        [ascii('\x023C00CE754CCB\x03'), 'em4100:3C00CE754C'],
        [ascii('\x02100086F44426\r\n\x03'), 'em4100:100086F444'],
      ],
      words: ['\x02', '\x03', '\r', '\n', '3C00CE754CCB', '000000000000'].map(ascii),
      cardsIn: em4100In,
    },
  ),
  byProfile(
    'em18',
    { kind: 'em18' },
    {
      good: [[ascii('4500C5D1E9B8'), 'em4100:4500C5D1E9']],
      words: ['4500C5D1E9B8', '000000000000', 'F', '\r'].map(ascii),
      cardsIn: em18In,
    },
  ),
  byProfile(
    'lines',
    { kind: 'lines', base: 'hex', formats: ['uid'] },
    {
      good: [
        [ascii('04A1B2C3\r'), 'uid:04A1B2C3'],
        [ascii('04A1B2C3D4E5F6\r\n'), 'uid:04A1B2C3D4E5F6'],
      ],
      words: ['\r', '\n', '\t', '04A1B2C3', '88A1B2C3', ' ', '\x00', '\xff'].map(ascii),
      cardsIn: uidsIn,
    },
  ),
  byProfile(
    'wiegand',
    { kind: 'wiegand', output: 'decimal', formats: ['h10301'] },
    {
      good: [[ascii('0000123478\r\n'), 'wiegand:26:003C4AC']],
      words: ['\r', '\n', '0000123478', '16777215', '16777216', '99999999999999999999', '*', '#'].map(ascii),
      cardsIn: wordsIn,
    },
  ),
  byProfile(
    'pcprox',
    { kind: 'pcprox', base: 'hex', formats: ['uid'], gone: '~' },
    {
      good: [[ascii('\r\nRF IDeas>04A1B2C3\r'), 'uid:04A1B2C3']],
      words: ['RF IDeas>', 'rfid:qid\r', '{0x1000,2}', '{', '}', '~', '04A1B2C3', '\r', '\n'].map(ascii),
      cardsIn: (chunks) => uidsOf(cardLinesIn(chunks)),
    },
  ),
  byProfile(
    'scanner',
    { kind: 'scanner', multiline: false },
    {
      good: [
        [ascii(']Q1https://visit.example/i/7F3K9\r\n'), 'qr:https://visit.example/i/7F3K9'],
        [ascii('4006381333931\r'), 'code:4006381333931'],
      ],
      words: [']Q1', ']C0', ']', '\r', '\n', '\t', ' ', '\xc3\xa9', '\xf0\x9f', '\xef\xbb\xbf', '\x00'].map(ascii),
      cardsIn: codesIn,
    },
  ),
  {
    name: 'osdp packets',
    listen: () => overhear(createPacketFramer(), ({ code, data }) => `${code} ${Buffer.from(data).toString('hex')}`),
    good: [
      [hex('53801000065000001A00BD88EB80636C'), '80 00001a00bd88eb80'],
      [hex('53800800044059AC'), '64 '],
      [hex('53800F0007530005313233340D1CFE'), '83 0005313233340d'],
    ],
    words: ['53', 'FF', '5380', '53801000', '0000', '53000700006046'].map(hex),
    cardsIn: packetsIn,
  },
]
