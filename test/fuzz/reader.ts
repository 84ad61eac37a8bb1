import { createRandom } from '../fixtures/random.ts'
import { longSilence } from '../fixtures/reader-listener.ts'
import type { Coverage } from './coverage.ts'
import { subjects } from './reader-judge.ts'
import type { Chunk, Subject } from './reader-judge.ts'
import { panelFinding } from './reader-panel.ts'
import type { Finding } from './simulator.ts'

type Random = ReturnType<typeof createRandom>

/** None of these is near a limit of a framing: between them everybody agrees what was silent. */
const silences = [0, 0, 0, 0, 1, 5, 70, 300, 3000]
const mostChunks = 24
const mostBytes = 600
/** Inputs between two looks at what was reached: a look takes longer than many inputs. */
const batchSize = 250
/** Every so many inputs the line to an OSDP device is disturbed instead. */
const panelEvery = 500

const pick = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[random.below(items.length)]
  if (item === undefined) throw new Error('there is nothing to pick from')
  return item
}
const size = (chunks: readonly Chunk[]): number => chunks.reduce((sum, { bytes }) => sum + bytes.length, 0)

/** Frames, pieces of them, words of the protocol and noise. */
function invent(random: Random, { good, words }: Subject): Chunk {
  const bytes = [
    () => pick(random, good)[0],
    () => pick(random, good)[0].subarray(random.below(6), 6 + random.below(12)),
    () => pick(random, words),
    () => random.bytes(1 + random.below(24)),
  ][random.below(4)]
  return { after: pick(random, silences), bytes: Uint8Array.from(bytes?.() ?? []) }
}

const copied = (chunks: readonly Chunk[]): Chunk[] =>
  chunks.map(({ after, bytes }) => ({ after, bytes: Uint8Array.from(bytes) }))

function mutate(random: Random, subject: Subject, from: readonly Chunk[], other: readonly Chunk[]): Chunk[] {
  let chunks = copied(from)
  for (let turns = 1 + random.below(4); turns > 0; turns -= 1) {
    const at = random.below(chunks.length)
    const chunk = chunks[at] ?? invent(random, subject)
    const byte = random.below(Math.max(1, chunk.bytes.length))
    const change = [
      () => chunks.splice(at, 0, invent(random, subject)),
      () => chunks.splice(at, 1),
      () => (chunk.bytes[byte] = (chunk.bytes[byte] ?? 0) ^ (1 << random.below(8))),
      () => (chunk.bytes[byte] = random.below(256)),
      () => (chunk.bytes = Uint8Array.from([...chunk.bytes.subarray(0, byte), ...chunk.bytes.subarray(byte + 1)])),
      () => (chunk.bytes = Uint8Array.from([...chunk.bytes, ...pick(random, subject.words)])),
      () => (chunk.after = pick(random, silences)),
      () => chunks.push(...copied(chunks.slice(at))),
      () => (chunks = [...chunks.slice(0, at), ...copied(other).slice(random.below(other.length + 1))]),
    ][random.below(9)]
    change?.()
  }
  return chunks.filter(({ bytes }) => bytes.length > 0).slice(0, mostChunks)
}

/** The same bytes at the same moments, cut anew. */
function recut(random: Random, chunks: readonly Chunk[]): Chunk[] {
  return chunks.flatMap(({ after, bytes }) => {
    const cut: Chunk[] = []
    for (let at = 0; at < bytes.length;) {
      const length = 1 + random.below(5)
      cut.push({ after: at === 0 ? after : 0, bytes: bytes.subarray(at, at + length) })
      at += length
    }
    return cut
  })
}

function hear({ listen }: Subject, chunks: readonly Chunk[]) {
  const listener = listen()
  for (const { after, bytes } of chunks) listener.hear(bytes, after)
  listener.rest()
  return listener
}

/** What is wrong with what the reader makes of these bytes, or null. */
function problemWith(subject: Subject, chunks: readonly Chunk[], random: Random): string | null {
  try {
    const listener = hear(subject, chunks)
    const cards = listener.cards.join()
    const expected = subject.cardsIn(chunks).join()
    if (cards !== expected) return `heard [${cards}] where there is [${expected}]`
    const otherwise = hear(subject, recut(random, chunks)).cards.join()
    if (otherwise !== cards) return `heard [${cards}], and [${otherwise}] of the same bytes cut anew`
    const [good, identity] = pick(random, subject.good)
    listener.hear(good, longSilence)
    listener.rest()
    const after = [cards, identity].filter((text) => text !== '').join()
    return listener.cards.join() === after ? null : `lost the good ${identity} afterwards`
  } catch (error) {
    return `threw ${String(error)}`
  }
}

/** As few chunks as show the same. */
function shorten(subject: Subject, chunks: readonly Chunk[], seed: number): Chunk[] {
  let least = [...chunks]
  for (let at = 0; at < least.length;) {
    const without = least.filter((_, index) => index !== at)
    if (problemWith(subject, without, createRandom(seed)) === null) at += 1
    else least = without
  }
  return least
}

const shown = (chunks: readonly Chunk[]): string =>
  chunks.map(({ after, bytes }) => `+${after} ms ${Buffer.from(bytes).toString('hex')}`).join(', ')

export interface ReaderFuzz {
  seed: number
  /** How many inputs; where there are seconds, these decide. */
  inputs: number
  seconds?: number | undefined
  /** Guides the search to what has not been run yet. */
  coverage?: Coverage | undefined
  progress?(inputs: number, blocks: number): void
}

/**
 * Feeds readers with frames, pieces, words and noise, mutated from whatever reached code that nothing had reached before.
 * No input may throw, give a card that is not in it, lose one that is, depend on how it was cut, or spoil what follows.
 */
export async function fuzzReader(
  options: ReaderFuzz,
): Promise<{ findings: Finding[]; inputs: number; blocks: number }> {
  const { seed, inputs, seconds, coverage, progress = () => undefined } = options
  const random = createRandom(seed)
  const corpus = new Map<Subject, Chunk[][]>(
    subjects.map((subject) => [subject, subject.good.map(([bytes]) => [{ after: 0, bytes }])]),
  )
  const seen = new Set<string>()
  const batch: { subject: Subject; chunks: Chunk[] }[] = []
  /** Keeps the inputs that reached what nothing had reached before, found by halving. */
  const credit = (among: typeof batch, fresh: Set<string>): void => {
    const [only] = among
    if (among.length === 1 && only !== undefined) {
      corpus.get(only.subject)?.push(only.chunks)
      for (const block of fresh) seen.add(block)
      return
    }
    const middle = Math.ceil(among.length / 2)
    for (const half of [among.slice(0, middle), among.slice(middle)]) {
      for (const { subject, chunks } of half) hear(subject, chunks)
      const reached = new Set((coverage?.take() ?? []).filter((block) => fresh.has(block) && !seen.has(block)))
      if (reached.size > 0) credit(half, reached)
    }
  }
  const lookAtBatch = (): void => {
    const fresh = new Set((coverage?.take() ?? []).filter((block) => !seen.has(block)))
    if (fresh.size > 0) credit([...batch], fresh)
    // What only what follows an input has reached is nobody's credit.
    for (const block of fresh) seen.add(block)
    batch.length = 0
  }
  const findings: Finding[] = []
  const until = seconds === undefined ? Infinity : performance.now() + seconds * 1000
  let count = 0
  const going = (): boolean => (seconds === undefined ? count < inputs : performance.now() < until)

  while (going() && findings.length < 10) {
    count += 1
    if (count % 2000 === 0) {
      progress(count, seen.size)
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (count % panelEvery === 0) {
      const problem = panelFinding(random)
      if (problem !== null) findings.push(problem)
      continue
    }
    const subject = pick(random, subjects)
    const known = corpus.get(subject) ?? []
    const chunks = mutate(random, subject, pick(random, known), pick(random, known))
    if (size(chunks) > mostBytes || chunks.length === 0) continue
    const trial = random.below(2 ** 31)
    const problem = problemWith(subject, chunks, createRandom(trial))
    if (problem !== null) {
      findings.push({ operation: subject.name, problem, request: shown(shorten(subject, chunks, trial)) })
    }
    if (coverage === undefined) continue
    batch.push({ subject, chunks })
    if (batch.length === batchSize) lookAtBatch()
  }
  return { findings, inputs: count, blocks: seen.size }
}
