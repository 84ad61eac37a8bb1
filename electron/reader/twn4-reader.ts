import type { Conversation, Line, Signal } from './conversation.ts'
import { readEm4100 } from './format/em4100.ts'
import { credentialFrom } from './format/format.ts'
import type { Credential, FormatSettings } from './format/format.ts'
import { readUid } from './format/uid.ts'
import { decodeWiegand } from './format/wiegand.ts'
import { createTwn4AnswerFramer, tagIn, twn4Requests } from './framing/twn4-simple.ts'
import type { Twn4Answer, Twn4Tag } from './framing/twn4-simple.ts'

const searchEveryMs = 120
const answerMs = 300
/** Questions without an answer after which somebody is told. */
const silentAfter = 4
const lamps = { granted: 2, denied: 1 }
const lampLastsMs = 2000
const [em4x02, iso14443a] = [0x40, 0x80]

interface Question {
  bytes: Uint8Array
  /** Null when no answer came. */
  settle(answer: Twn4Answer | null): void
}

/**
 * An ELATEC TWN4 with the Simple Protocol, which is asked for a card over and over and says nothing by itself. One
 * question at a time, since answers do not say what they answer.
 */
export function talkTwn4(line: Line, settings: FormatSettings): Conversation {
  const framer = createTwn4AnswerFramer()
  const waiting: Question[] = []
  let asked: Question | null = null
  let unanswered = 0
  let heardAt = 0
  let closed = false
  let cancelPatience: () => void = () => undefined
  let cancelSearch: () => void = () => undefined
  let cancelLamp: () => void = () => undefined

  const next = (): void => {
    asked = waiting.shift() ?? null
    if (asked === null) return
    cancelPatience = line.timers.after(answerMs, () => settle(null))
    line.write(asked.bytes)
  }
  const settle = (answer: Twn4Answer | null): void => {
    const question = asked
    if (question === null) return
    cancelPatience()
    unanswered = answer === null ? unanswered + 1 : 0
    line.onTrouble(unanswered < silentAfter ? null : 'The reader does not answer: check its cable and its firmware.')
    question.settle(answer)
    next()
  }
  const ask = (bytes: Uint8Array): Promise<Twn4Answer | null> =>
    new Promise((resolve) => {
      waiting.push({ bytes, settle: resolve })
      if (asked === null) next()
    })
  const search = (): void => {
    const question: Question = {
      bytes: twn4Requests.searchTag,
      settle(answer) {
        const tag = answer === null ? null : tagIn(answer)
        const card = tag === null || tag === undefined ? null : cardInTag(tag, settings)
        if (!closed) cancelSearch = line.timers.after(searchEveryMs, search)
        if (card !== null) line.onCard(card, heardAt)
      },
    }
    waiting.push(question)
    if (asked === null) next()
  }

  return {
    start() {
      void ask(twn4Requests.lampsReady)
      search()
    },
    push(bytes, at) {
      heardAt = at
      const answers = framer.push(bytes, at)
      for (const answer of answers) settle(answer)
      return answers.length
    },
    async signal(what: Signal) {
      if (closed) return false
      const answers = await Promise.all([ask(twn4Requests.lampOn(lamps[what])), ask(twn4Requests.beep)])
      cancelLamp()
      if (!closed) cancelLamp = line.timers.after(lampLastsMs, () => void ask(twn4Requests.lampOff(3)))
      return answers.some((answer) => answer?.status === 0)
    },
    get rejected() {
      return framer.rejected
    },
    close() {
      closed = true
      cancelPatience()
      cancelSearch()
      cancelLamp()
      for (const question of [...(asked === null ? [] : [asked]), ...waiting.splice(0)]) question.settle(null)
      asked = null
    },
  }
}

/** The card that the reader found, by the technology it names. */
export function cardInTag({ type, bits, hex }: Twn4Tag, settings: FormatSettings): Credential | null {
  const reading = type === em4x02 ? readEm4100(hex) : type === iso14443a ? readUid(hex, settings.byteOrder) : null
  return reading === null ? decodeWiegand(bits, settings) : credentialFrom(reading, [reading], settings)
}
