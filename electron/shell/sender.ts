import type { IpcMainInvokeEvent } from 'electron'
import { origin } from './origin.ts'

/** The part of an IPC event that says who is speaking. */
export type Sender = Pick<IpcMainInvokeEvent, 'senderFrame'>

/** A sender is ours when its frame still exists, is a main frame, and has exactly our origin. */
export function isOwnSender(event: Sender): boolean {
  const frame = event.senderFrame
  return frame !== null && frame !== undefined && frame.parent === null && frame.origin === origin
}
