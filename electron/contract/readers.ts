import { z } from 'zod'
import { limits } from './limits.ts'
import { instant } from './time.ts'

/**
 * A reader is known by its port: a serial device, `tcp://host:port`, `pcsc:` and a part of its name, or, for one that
 * types like a keyboard, `keyboard:` and whatever the screen calls it by.
 */
export const readerPort = z.string().min(1).max(300)

/** Formats that a card may have; the badge-reader reference has their layouts. */
export const cardFormats = [
  'em4100',
  'em4100_32',
  'h10301',
  'd10202',
  'h10306',
  'corporate1000_35',
  'c15001',
  's12906',
  'h10302',
  'h10304',
  'corporate1000_48',
  'uid',
  'data_block',
  'raw',
  'qr',
  'barcode',
  'code',
] as const
export type CardFormat = (typeof cardFormats)[number]

/** What holds for every kind of reader. `formats` are those its cards have, once somebody has chosen; null: any. */
const common = {
  baudRate: z.int().min(300).max(1_000_000).optional(),
  formats: z.array(z.enum(cardFormats)).min(1).max(cardFormats.length).nullable().optional(),
  byteOrder: z.enum(['as_sent', 'reversed']).optional(),
}
const lines = {
  terminators: z
    .array(z.enum(['cr', 'lf', 'tab', 'etx']))
    .max(4)
    .optional(),
  /** Milliseconds of silence that end a line, for readers that end it with nothing else. */
  silenceMs: z.int().min(20).max(100).nullable().optional(),
  prefix: z.string().max(3).optional(),
  suffix: z.string().max(3).optional(),
  longest: z.int().min(8).max(2048).optional(),
}
const digits = ['hex', 'decimal', 'pair', 'pacs', 'any'] as const

/**
 * How a reader that types is told from fingers, as it was measured; the screen uses it, the desk keeps it. `by`: whether
 * its characters are read by what the key means or by where it is, so that the keyboard's layout does not matter.
 */
export const typingRhythm = z.object({
  prefix: z.string().max(8),
  suffix: z.string().max(8),
  alphabet: z.enum(['decimal', 'hex', 'text']),
  shortest: z.int().min(1).max(2048),
  longest: z.int().min(1).max(2048),
  end: z.enum(['Enter', 'Tab', 'none']),
  by: z.enum(['key', 'code']),
  /** The longest pause between two keys, in milliseconds. */
  pauseMs: z.int().min(1).max(200),
  /** Whether each key is let go before the next is pressed. */
  releases: z.boolean(),
})
export type TypingRhythm = z.infer<typeof typingRhythm>

/** A reader as it is set up. What is left out is as readers of that kind come out of the box. */
export const readerSettings = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('em4100'), ...common }),
  z.object({ kind: z.literal('em18'), ...common }),
  z.object({ kind: z.literal('twn4_simple'), ...common }),
  z.object({ kind: z.literal('lines'), base: z.enum([...digits, 'data_block']).optional(), ...lines, ...common }),
  z.object({ kind: z.literal('twn4'), base: z.enum([...digits, 'data_block']).optional(), ...lines, ...common }),
  z.object({
    kind: z.literal('pcprox'),
    base: z.enum(digits).optional(),
    gone: z.string().max(3).optional(),
    ...lines,
    ...common,
  }),
  z.object({ kind: z.literal('wiegand'), output: z.enum(['hex', 'decimal', 'pair']), ...lines, ...common }),
  z.object({
    kind: z.literal('scanner'),
    terminated: z.boolean().optional(),
    multiline: z.boolean().optional(),
    ...common,
  }),
  z.object({
    kind: z.literal('osdp'),
    address: z.int().min(0).max(126).optional(),
    pollMs: z.int().min(20).max(1000).optional(),
    /** 32 hex digits of the device's key. Left out: as it was; null: none any more. Never answered. */
    key: z
      .string()
      .regex(/^[0-9A-Fa-f]{32}$/)
      .nullable()
      .optional(),
    ...common,
  }),
  z.object({
    kind: z.literal('keyboard'),
    base: z.enum(digits).optional(),
    typing: typingRhythm.nullable().optional(),
    ...common,
  }),
])
export type ReaderSettings = z.infer<typeof readerSettings>
export type ReaderKind = ReaderSettings['kind']

/** What a member's badge does there. desk: it shows that person; staff: it signs them in or out. */
export const readerModes = ['desk', 'staff'] as const
export type ReaderMode = (typeof readerModes)[number]

/** What a visitor's card does there. ask: the visit is shown, and a person checks out; check_out: the tap does it. */
export const visitorCardDeeds = ['ask', 'check_out'] as const

export const reader = z.object({
  port: readerPort,
  wire: z.enum(['serial', 'tcp', 'pcsc', 'keyboard']),
  name: z.string(),
  /** off: remembered, and not opened; unplugged: waiting for it to come back; refused: it cannot be opened. */
  state: z.enum(['connected', 'unplugged', 'refused', 'off']),
  /** One sentence on what stands in the way and what mends it, or null. */
  message: z.string().nullable(),
  settings: readerSettings,
  mode: z.enum(readerModes),
  visitorCards: z.enum(visitorCardDeeds),
  /** Whether the screen sounds at a tap on this reader. */
  sound: z.boolean(),
  /** Whether it has a lamp or a buzzer that the desk can speak to. */
  canSignal: z.boolean(),
  /** Whether the key of its secure channel is kept. */
  keyKept: z.boolean(),
  /** False for the reader that the desk was started with: it is for this run only. */
  kept: z.boolean(),
  lastTapAt: instant.nullable(),
})
export type Reader = z.infer<typeof reader>

/** A port that was found. `family`: what its USB ids say, which only suggests a reader; null: nothing known. */
export const port = z.object({
  path: z.string(),
  name: z.string(),
  likelyReader: z.boolean(),
  family: z.string().nullable(),
  /** How readers of that family are usually set up; null where it is not known. */
  suggestion: readerSettings.nullable(),
  /** The reader of the desk that is on this port already. */
  usedBy: z.string().nullable(),
})
export type Port = z.infer<typeof port>

const readerName = z.string().trim().max(limits.name)
const readersAnswer = z.object({ readers: z.array(reader) })

export const readersList = { input: z.object({}), output: readersAnswer }
export const readersPorts = { input: z.object({}), output: z.object({ ports: z.array(port) }) }
/** Opens the reader, with the settings it is remembered with where none are given, and remembers it. */
export const readersConnect = {
  input: z.object({ port: readerPort, settings: readerSettings.optional(), name: readerName.optional() }),
  output: reader,
}
/** Gives its port back. It stays in the list, and is not opened at the next start. */
export const readersDisconnect = { input: z.object({ port: readerPort }), output: readersAnswer }
/** Gives its port back and forgets all about it. */
export const readersForget = { input: z.object({ port: readerPort }), output: readersAnswer }
/** Remembers how a reader is set up; one that is open goes on with it at once. */
export const readersSave = {
  input: z.object({
    port: readerPort,
    name: readerName,
    settings: readerSettings,
    mode: z.enum(readerModes).default('desk'),
    visitorCards: z.enum(visitorCardDeeds).default('ask'),
    sound: z.boolean().default(false),
  }),
  output: reader,
}
/** Shows it on the reader. `shown` false: it has nothing to show it with, or is not connected. */
export const readersSignal = {
  input: z.object({ port: readerPort, what: z.enum(['granted', 'denied']) }),
  output: z.object({ shown: z.boolean() }),
}

/** Whom a card belongs to, as far as the desk and its copy of Kisi know. */
export const cardKnown = z.object({
  /** Its id in Kisi, or null while only the desk knows it. */
  cardId: z.int().nullable(),
  /** Null: nobody; it is in the drawer. */
  holder: z.object({ kind: z.enum(['user', 'guest']), id: z.int().nullable(), name: z.string() }).nullable(),
})

/** One way to understand what was read. `identity`: technology and every bit; `number`: as printed on the card. */
export const cardReading = z.object({
  format: z.enum(cardFormats),
  identity: z.string(),
  number: z.string(),
  facilityCode: z.int().nullable(),
  cardNumber: z.int().nullable(),
  /** False for what must not be enrolled: a phone's random UID, or a UID longer than Kisi takes. */
  enrollable: z.boolean(),
  known: cardKnown.nullable(),
})
export type CardReading = z.infer<typeof cardReading>

/** What came from a port while the wizard listens to it. */
export const heard = z.object({
  port: readerPort,
  at: instant,
  baudRate: z.int().nullable(),
  /** waiting: nothing yet; heard: a reader was recognised; noise: bytes that no reader would send so; closed: over. */
  state: z.enum(['waiting', 'heard', 'noise', 'closed']),
  /** One sentence on what stands in the way, or null. */
  message: z.string().nullable(),
  /** The last bytes, as hex digits: at most 1024 of them. */
  bytes: z.string(),
  /** How many bytes there were in all. */
  total: z.int(),
  /** Readers that would send these bytes, the surest first. More than one: a person chooses, or taps another card. */
  candidates: z.array(
    z.object({
      settings: readerSettings,
      /** checked: a checksum was right; fits: the characters are those of a card; text: anything printable would do. */
      certainty: z.enum(['checked', 'fits', 'text']),
      /** What was tapped last, in every format that fits; null for a reader that was asked, and has seen no card yet. */
      card: z.object({ identity: z.string(), number: z.string(), readings: z.array(cardReading) }).nullable(),
    }),
  ),
  /** The speed to try, when the bytes look like those of a reader with another one. */
  suggestedBaudRate: z.int().nullable(),
  /** The copy of Kisi that was asked whether the card is known. */
  copyAt: instant.nullable(),
})
export type Heard = z.infer<typeof heard>

/**
 * Listens to one port for the wizard; a second call takes the place of the first. A reader on that port is silent
 * meanwhile and goes on afterwards. What is heard comes as `readers.heard`. Ends by itself after five minutes.
 * `ask`: for readers that say nothing unasked, what to ask them with.
 */
export const readersListen = {
  input: z.object({
    port: readerPort,
    baudRate: common.baudRate,
    ask: z.enum(['osdp', 'twn4_simple']).nullable().default(null),
  }),
  output: heard,
}
export const readersStopListening = { input: z.object({}), output: z.object({}) }
/** The same for a reader that types: what would this text be? */
export const readersReadTyped = {
  input: z.object({ port: readerPort, text: z.string().min(1).max(4096) }),
  output: heard,
}
