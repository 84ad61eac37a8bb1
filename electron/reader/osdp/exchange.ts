import { reply } from './codes.ts'
import { createPacketFramer } from './framer.ts'
import { broadcast } from './packet.ts'
import type { Packet } from './packet.ts'
import type { Timers } from './panel-types.ts'

export interface Question {
  /** The command as it goes out, and goes out again, byte for byte, where no answer comes. */
  bytes: Uint8Array
  address: number
  sequence: number
  /** How often it is sent again before it counts as unanswered. */
  repeats: number
  answered(packet: Packet): void
  unanswered(): void
}

/** A device begins its answer within 200 ms; USB adapters add some more. */
const answerMs = 250
/** An answer that has begun is waited for as long as bytes come, but no longer than the longest packet takes. */
const betweenBytesMs = 150
const longestAnswer = 512
const busyMs = 50
/** Eight seconds of "busy". */
const mostBusy = 160

/**
 * One command at a time on a half-duplex line, and its answer. A command is repeated with the same sequence number, so
 * that the device answers what it answered before and nothing happens twice. The adapter's echo, answers that come late and
 * those of other devices are passed over.
 */
export function createExchange(options: {
  clock: Timers
  /** Bits per second: how long bytes are under way. */
  baudRate: number
  write(bytes: Uint8Array): void
}) {
  const { clock, baudRate, write } = options
  const framer = createPacketFramer()
  const wireMs = (bytes: number): number => (10_000 * bytes) / baudRate
  let question: Question | null = null
  let sent = 0
  let busy = 0
  let giveUpAt = 0
  let cancelTimer: () => void = () => undefined
  let cancelRest: () => void = () => undefined

  const send = (asked: Question): void => {
    sent += 1
    const patience = answerMs + wireMs(asked.bytes.length)
    giveUpAt = clock.monotonic() + patience + wireMs(longestAnswer)
    cancelTimer()
    cancelTimer = clock.after(patience, () => silence(asked))
    write(asked.bytes)
  }
  const silence = (asked: Question): void => {
    if (question !== asked) return
    if (framer.restAfterMs !== null && clock.monotonic() < giveUpAt) {
      cancelTimer = clock.after(betweenBytesMs, () => silence(asked))
    } else if (sent <= asked.repeats) send(asked)
    else {
      question = null
      asked.unanswered()
    }
  }
  const take = (packet: Packet): boolean => {
    const asked = question
    if (asked === null || !packet.reply) return false
    if (asked.address !== broadcast && packet.address !== asked.address) return false
    if (packet.code === reply.busy && packet.security === null) {
      busy += 1
      cancelTimer()
      // Not a repeat: the device has answered, and asks for time.
      sent -= 1
      cancelTimer = clock.after(busyMs, () => {
        if (question !== asked) return
        if (busy <= mostBusy) return send(asked)
        question = null
        asked.unanswered()
      })
      return true
    }
    // A device that has lost its place refuses with number 0, whatever it was asked with.
    const lost = packet.sequence === 0 && packet.code === reply.refuse
    if (packet.sequence !== asked.sequence && !lost) return false
    cancelTimer()
    question = null
    asked.answered(packet)
    return true
  }
  const watchRest = (): void => {
    cancelRest()
    const patience = framer.restAfterMs
    if (patience === null) return
    cancelRest = clock.after(patience, () => {
      for (const packet of framer.rest()) take(packet)
    })
  }

  return {
    /** Only when nothing is asked: the line carries one question at a time. */
    ask(asked: Question): void {
      question = asked
      sent = 0
      busy = 0
      send(asked)
    },
    /** Takes bytes from the line; answers how many packets among them answered something. */
    push(bytes: Uint8Array, at: number): number {
      let understood = 0
      for (const packet of framer.push(bytes, at)) if (take(packet)) understood += 1
      watchRest()
      return understood
    },
    /** Drops what is asked, without telling. */
    drop(): void {
      cancelTimer()
      question = null
    },
    close(): void {
      cancelTimer()
      cancelRest()
      question = null
    },
    get rejected() {
      return framer.rejected
    },
  }
}
