import type { IpcMain, WebContents } from 'electron'
import type { Answer, Refusal } from '../contract/errors.ts'
import { limits } from '../contract/limits.ts'
import { eventNames } from '../contract/names.ts'
import type { HostedDesk } from '../web/host.ts'
import { createRateLimit } from '../web/rate.ts'
import { callChannel, eventChannel } from './channels.ts'
import { isOwnSender, type Sender } from './sender.ts'

/** More than a person and a screen ever ask; a page gone wild is slowed down instead of the desk. */
const callsPerSecond = 100
const callsAtOnce = 300

export interface IpcOptions {
  ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>
  /** The desk, or a promise of it while its code is still being loaded. */
  desk: Promise<HostedDesk>
  now: () => number
  onRefusedSender: () => void
}

/** Answers `desk:call`. Returns the function that ends it. */
export function setupCalls(options: IpcOptions): () => void {
  const rate = createRateLimit(options.now, callsPerSecond, callsAtOnce)

  async function answer(event: Sender, name: unknown, input: unknown): Promise<Answer<unknown>> {
    if (!isOwnSender(event)) {
      options.onRefusedSender()
      return refusal({ code: 'unauthorized', message: 'Only the desk’s own window may ask.' })
    }
    if (!rate.take()) return refusal({ code: 'too_much', message: 'Too many calls at once. Wait a moment.' })
    if (typeof name !== 'string') return refusal({ code: 'invalid', message: 'The call has no name.' })
    const bytes = sizeOf(input)
    if (bytes === null) return refusal({ code: 'invalid', message: 'The call was not JSON.' })
    if (bytes > limits.requestBytes) return refusal({ code: 'too_much', message: 'That is too much for one call.' })
    try {
      const desk = await options.desk
      return await desk.call(name, input)
    } catch {
      return refusal({ code: 'internal', message: 'The desk made a mistake. Try it once more.' })
    }
  }

  options.ipcMain.handle(callChannel, answer)
  return () => options.ipcMain.removeHandler(callChannel)
}

/** Sends every event of the desk to the pages that `receivers` names. Returns the function that ends it. */
export function setupEvents(desk: HostedDesk, receivers: () => readonly WebContents[]): () => void {
  const subscriptions = eventNames.map((name) =>
    desk.on(name, (value) => {
      for (const contents of receivers()) {
        if (!contents.isDestroyed()) contents.send(eventChannel, name, value)
      }
    }),
  )
  return () => {
    for (const unsubscribe of subscriptions) unsubscribe()
  }
}

function refusal(error: Refusal): Answer<never> {
  return { ok: false, error }
}

/** How many bytes a value has as JSON, or null when it has no such form. */
function sizeOf(value: unknown): number | null {
  try {
    return Buffer.byteLength(JSON.stringify(value) ?? '')
  } catch {
    return null
  }
}
