import type { Conversation, Line } from './conversation.ts'
import type { Credential } from './format/format.ts'
import { createPacketFramer } from './osdp/framer.ts'
import { broadcast } from './osdp/packet.ts'
import { createProfile } from './profile.ts'
import type { ReaderSettings } from './profile.ts'
import type { Candidate } from './recognise.ts'
import { createTimers } from './services.ts'
import type { Clock } from './services.ts'

/** Readers that say nothing unasked. */
export type Asked = 'osdp' | 'twn4_simple'

/** Longer than a reader takes for its first answer, four questions and their repeats. */
export const unansweredMs = 1500

/** Asks a reader whose kind somebody has named, and tells what it answers. */
export interface Questioning {
  push(bytes: Uint8Array): void
  close(): void
}

/**
 * Talks to the one device on the line as the desk would later, OSDP by the address that every device answers to.
 * `answered` is told with each sound answer, with the cards so far.
 */
export function createQuestioning(options: {
  ask: Asked
  baudRate: number
  clock: Pick<Clock, 'monotonic'>
  write(bytes: Uint8Array): void
  answered(candidate: Candidate): void
}): Questioning {
  const { ask, baudRate, clock, write, answered } = options
  const packets = createPacketFramer()
  const cards: Credential[] = []
  let address = broadcast
  const settings = (at: number): ReaderSettings => (ask === 'osdp' ? { kind: ask, address: at } : { kind: ask })
  const line: Line = {
    timers: createTimers(clock),
    write,
    onCard: (card) => void cards.push(card),
    onKeys: () => undefined,
    onTrouble: () => undefined,
  }
  const talk: Conversation = createProfile({ ...settings(broadcast), baudRate }).createConversation(line)
  talk.start()
  return {
    push(bytes) {
      const at = clock.monotonic()
      for (const packet of packets.push(bytes, at)) if (packet.reply) address = packet.address
      if (talk.push(bytes, at) === 0) return
      answered({ settings: settings(address), cards: [...cards], certainty: 'checked', rejected: talk.rejected })
    },
    close: () => talk.close(),
  }
}
