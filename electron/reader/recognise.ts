import { listen } from './conversation.ts'
import type { Conversation, Line } from './conversation.ts'
import { decodeDigits } from './format/digits.ts'
import { anyFormat } from './format/format.ts'
import type { Credential } from './format/format.ts'
import { decodeWiegand } from './format/wiegand.ts'
import { mapFrames } from './framing/framing.ts'
import { createTwn4AnswerFramer, tagIn } from './framing/twn4-simple.ts'
import { reply } from './osdp/codes.ts'
import { createPacketFramer } from './osdp/framer.ts'
import { readFormatted, readRaw } from './osdp/replies.ts'
import { createProfile } from './profile.ts'
import type { ReaderSettings } from './profile.ts'
import { cardInTag } from './twn4-reader.ts'

/** Bytes as they came, with the monotonic milliseconds when they did: some readers end a frame by silence alone. */
export interface Chunk {
  at: number
  bytes: Uint8Array
}

export interface Candidate {
  /** The reader as it would be set up: its formats are open, since choosing among the readings is a person's. */
  settings: ReaderSettings
  /** What was tapped, in order, with every format that fits. */
  cards: Credential[]
  /**
   * How sure the framing is: `checked` where a checksum of the frame was right, `fits` where the characters are those of a
   * card, `text` where anything printable would do.
   */
  certainty: 'checked' | 'fits' | 'text'
  /** Frames that came to nothing under these settings. */
  rejected: number
}

interface Guess {
  settings: ReaderSettings
  certainty: Candidate['certainty']
  /** For readers that are asked: their answers, without the conversation. */
  overhear?: (line: Line) => Conversation
}

const certainties = ['checked', 'fits', 'text']
const bytesLookedAt = 16 * 1024

/**
 * Which readers would send these bytes, the surest first: "tap any card now". Empty for noise. Readers that are asked
 * (OSDP, ELATEC's Simple Protocol) are recognised by their answers, so that somebody has to have asked.
 */
export function recognise(taps: Uint8Array | readonly Chunk[]): Candidate[] {
  const chunks = taps instanceof Uint8Array ? [{ at: 0, bytes: taps }] : taps
  const text = textOf(chunks)
  return guesses(text)
    .map((guess) => tryOut(guess, chunks))
    .filter(({ cards }) => cards.length > 0)
    .filter(({ settings, cards }) => !isPacs(settings) || cards.every(hasKnownFormat))
    .sort((one, other) => rank(one) - rank(other))
}

/** Almost any even number of digits can be read as bits with a count before them: a right parity is what tells. */
const isPacs = (settings: ReaderSettings): boolean => 'base' in settings && settings.base === 'pacs'
const hasKnownFormat = ({ readings }: Credential): boolean => readings.some(({ format }) => format !== 'raw')

/** Surer first; then what rejects less and reads more. */
function rank({ certainty, rejected, cards }: Candidate): number {
  return certainties.indexOf(certainty) * 1_000_000 + rejected * 1000 - Math.min(999, cards.length)
}

function tryOut({ settings, certainty, overhear }: Guess, chunks: readonly Chunk[]): Candidate {
  const cards: Credential[] = []
  let now = 0
  let waiting: { at: number; task: () => void }[] = []
  const runUntil = (at: number): void => {
    const due = waiting.filter((timer) => timer.at <= at)
    waiting = waiting.filter((timer) => timer.at > at)
    for (const { task } of due) task()
    now = at
  }
  const line: Line = {
    timers: {
      monotonic: () => now,
      after(milliseconds, task) {
        const timer = { at: now + milliseconds, task }
        waiting.push(timer)
        return () => {
          waiting = waiting.filter((other) => other !== timer)
        }
      },
    },
    write: () => undefined,
    onCard: (card) => void cards.push(card),
    onKeys: () => undefined,
    onTrouble: () => undefined,
  }
  const conversation = overhear?.(line) ?? createProfile(settings).createConversation(line)
  let left = bytesLookedAt
  for (const { at, bytes } of chunks) {
    runUntil(at)
    conversation.push(bytes.subarray(0, left), at)
    left -= Math.min(left, bytes.length)
  }
  runUntil(Infinity)
  const { rejected } = conversation
  conversation.close()
  return { settings, cards, certainty, rejected }
}

function guesses(text: string): Guess[] {
  const lines = text.split(/[\r\n\t\x03]+/).filter((line) => line !== '')
  const frame = frameOf(text, lines)
  const digits = (settings: ReaderSettings): Guess => ({ settings, certainty: 'fits' })
  const found: Guess[] = [
    { settings: { kind: 'em4100' }, certainty: 'checked' },
    { settings: { kind: 'osdp' }, certainty: 'checked', overhear: overhearOsdp },
    { settings: { kind: 'em18' }, certainty: 'checked' },
    { settings: { kind: 'twn4_simple' }, certainty: 'fits', overhear: overhearTwn4 },
  ]
  if (/RF IDeas>|rfid:/.test(text)) found.push(digits({ kind: 'pcprox' }))
  if (/^TWN4/m.test(text.replaceAll('\r', '\n'))) found.push(digits({ kind: 'twn4' }))
  for (const base of ['hex', 'decimal', 'pair', 'pacs'] as const) found.push(digits({ kind: 'lines', base, ...frame }))
  for (const output of ['hex', 'decimal'] as const) found.push(digits({ kind: 'wiegand', output, ...frame }))
  if (lines.every((line) => !/[\x00-\x08\x0e-\x1f\x7f]|\ufffd/.test(line))) {
    const certainty = lines.every((line) => /^\][A-Za-z][0-9A-Za-z]/.test(line)) ? 'fits' : 'text'
    found.push({ settings: { kind: 'scanner', terminated: /[\r\n]/.test(text) }, certainty })
  }
  return found
}

/** What ends each line, and what of at most three characters that are no digits stands before and after each. */
function frameOf(text: string, lines: readonly string[]) {
  const [first = ''] = lines
  const before = /^[^0-9A-Za-z]{1,3}/.exec(first)?.[0] ?? ''
  const after = /[^0-9A-Za-z]{1,3}$/.exec(first)?.[0] ?? ''
  const prefix = before !== '' && lines.every((line) => line.startsWith(before)) ? before : ''
  const suffix = after !== '' && lines.every((line) => line.endsWith(after)) ? after : ''
  const printable = (mark: string): string => (/^[\x20-\x7e]*$/.test(mark) ? mark : '')
  const marks = { prefix: printable(prefix), suffix: printable(suffix) }
  if (/[\r\n]/.test(text)) return marks
  if (text.includes('\t')) return { ...marks, terminators: ['tab'] as const }
  if (text.includes('\x03')) return { ...marks, terminators: ['etx'] as const }
  return { ...marks, silenceMs: 50 }
}

function textOf(chunks: readonly Chunk[]): string {
  const bytes = chunks.flatMap((chunk) => [...chunk.bytes.subarray(0, bytesLookedAt)]).slice(0, bytesLookedAt)
  return new TextDecoder().decode(Uint8Array.from(bytes))
}

function overhearOsdp(line: Line): Conversation {
  const framer = mapFrames(createPacketFramer(), ({ reply: answers, security, code, data }) => {
    if (!answers || security !== null) return null
    if (code === reply.raw) return { raw: readRaw(data) }
    return code === reply.formatted ? { text: readFormatted(data) } : null
  })
  return listen(line, framer, ({ raw, text }) => {
    if (raw) return decodeWiegand(raw.bits)
    return text ? decodeDigits(text.text) : null
  })
}

function overhearTwn4(line: Line): Conversation {
  const framer = mapFrames(createTwn4AnswerFramer(), (answer) => tagIn(answer) ?? null)
  return listen(line, framer, (tag) => cardInTag(tag, anyFormat))
}
