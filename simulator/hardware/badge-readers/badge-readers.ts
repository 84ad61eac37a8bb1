import { createPtyEnd, loadPtyBinding } from '../pty.ts'
import { createTcpEnd } from '../tcp-end.ts'
import { buildFirmware, labelOf, type ReaderProtocol } from './kinds.ts'
import { createBadgeReader, type BadgeReader } from './reader.ts'

export type Transport = 'pty' | 'tcp'

export interface NewReader {
  protocol: ReaderProtocol
  /** A pty where there are any, else a loopback TCP port. */
  transport?: Transport
  name?: string
  /** What can be set on this kind of reader; see its file. */
  settings?: Record<string, unknown>
}

export interface NumberedReader extends BadgeReader {
  /** From 1, never given twice. */
  readonly id: number
  readonly name: string
  readonly protocol: ReaderProtocol
  readonly transport: Transport
}

/** The badge readers on the desks: any number, each a serial line of its own. */
export interface BadgeReaders {
  /**
   * Opens and plugs in another one. Throws NoPtys where ptys are asked for and there are none, and a ZodError for
   * settings its kind does not have.
   */
  add(reader: NewReader): Promise<NumberedReader>
  get(id: number): NumberedReader | undefined
  all(): NumberedReader[]
  /** Takes it away for good. False when there is none of that number. */
  remove(id: number): boolean
  close(): void
}

export class NoPtys extends Error {
  constructor() {
    super('This machine has no ptys: use the transport tcp.')
  }
}

/** `folder` is where the links to ptys go; `tcp` puts every reader that does not say otherwise on a TCP port. */
export function createBadgeReaders({ folder, tcp = false }: { folder?: string; tcp?: boolean }): BadgeReaders {
  const readers = new Map<number, NumberedReader>()
  let next = 1

  return {
    async add({ protocol, transport, name, settings = {} }) {
      const firmware = buildFirmware(protocol, settings, () => performance.now())
      const binding = transport === 'tcp' || (tcp && !transport) ? null : loadPtyBinding()
      if (transport === 'pty' && !binding) throw new NoPtys()
      const end = binding ? createPtyEnd(binding, folder) : createTcpEnd()
      const reader = createBadgeReader({ firmware, end })
      await reader.plug()
      const id = next++
      const kind: Transport = binding ? 'pty' : 'tcp'
      // Its path is known only once it is plugged in.
      const numbered = { ...reader, path: end.path, id, name: name ?? labelOf(protocol), protocol, transport: kind }
      readers.set(id, numbered)
      return numbered
    },
    get: (id) => readers.get(id),
    all: () => [...readers.values()],
    remove(id) {
      readers.get(id)?.close()
      return readers.delete(id)
    },
    close() {
      for (const reader of readers.values()) reader.close()
      readers.clear()
    },
  }
}
