import { listen } from './conversation.ts'
import type { Conversation, Line } from './conversation.ts'
import type { Decode } from './format/format.ts'
import type { Framer } from './framing/framing.ts'

const beep = 'rfid:beep.now\r'
/** Its input buffer overflows when characters come without a pause (rf IDEAS 99009150). */
const betweenCharactersMs = 5
const betweenBeepsMs = 150
const beeps = { granted: 1, denied: 3 }
const prompt = 'RF IDeas>'
const answerMs = 500

/**
 * An rf IDEAS reader, which speaks by itself and obeys the ASCII Command Protocol: it beeps once for a card that was taken
 * and three times for one that was not. Its lamp is left to it, since what it shows at which number is not documented.
 */
export function talkPcprox(line: Line, framer: Framer<string>, decode: Decode<string>): Conversation {
  const heard = listen(line, framer, decode)
  let tail = ''
  let prompted: () => void = () => undefined
  let closed = false
  /** One signal at a time: characters of two would mix. */
  let busy: Promise<unknown> = Promise.resolve()
  const cancels = new Set<() => void>()

  const wait = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        cancel()
        cancels.delete(end)
        resolve()
      }
      const cancel = line.timers.after(milliseconds, end)
      cancels.add(end)
    })
  const type = async (text: string): Promise<void> => {
    for (const character of text) {
      if (closed) return
      line.write(Uint8Array.of(character.charCodeAt(0)))
      await wait(betweenCharactersMs)
    }
  }
  const beepOnce = async (): Promise<boolean> => {
    let answered = false
    const answer = new Promise<void>((resolve) => {
      prompted = () => {
        answered = true
        resolve()
      }
    })
    await type(beep)
    await Promise.race([answer, wait(answerMs)])
    return answered
  }
  const signal = async (times: number): Promise<boolean> => {
    for (let time = 0; time < times; time += 1) {
      if (time > 0) await wait(betweenBeepsMs)
      if (closed || !(await beepOnce())) return false
    }
    return true
  }

  return {
    start: heard.start,
    push(bytes, at) {
      tail = (tail + String.fromCharCode(...bytes.subarray(-prompt.length))).slice(-2 * prompt.length)
      if (tail.includes(prompt)) {
        tail = ''
        prompted()
      }
      return heard.push(bytes, at)
    },
    signal(what) {
      const done = busy.then(() => signal(beeps[what]))
      busy = done
      return done
    },
    get rejected() {
      return heard.rejected
    },
    close() {
      closed = true
      for (const end of [...cancels]) end()
      heard.close()
    },
  }
}
