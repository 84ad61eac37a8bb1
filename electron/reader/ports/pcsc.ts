import { PortError } from './port.ts'
import type { OpenPort, PortHandlers } from './port.ts'

/**
 * The optional package, which carries machine code that has to be built: it is not among this program's dependencies, and
 * is used where somebody has installed it beside them.
 */
const packageName = 'nfc-pcsc'
/** GET DATA of the UID (PC/SC part 3, 3.2.2.1.3), and the longest answer: ten bytes and 90 00. */
const getUid = Uint8Array.of(0xff, 0xca, 0x00, 0x00, 0x00)
const longestAnswer = 12

/** What is used of nfc-pcsc 0.8, as its README has it. */
export interface PcscReader {
  readonly name: string
  /** False: a card is only told, and nothing is asked of it. */
  autoProcessing: boolean
  transmit(command: Buffer, longest: number): Promise<Buffer>
  on(event: 'card' | 'end', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}
export interface PcscSystem {
  on(event: 'reader', listener: (reader: PcscReader) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  close(): void
}
export type StartPcsc = () => Promise<PcscSystem>

/** Rejects with PortError `not_installed` where the package is not there, or not built for this system. */
export const startPcsc: StartPcsc = async () => {
  // By a name that no bundler follows.
  const name: string = packageName
  const loaded: unknown = await import(/* @vite-ignore */ name).catch((error: unknown) => {
    throw new PortError('not_installed', error instanceof Error ? error.message : String(error))
  })
  const { NFC } = loaded as { NFC: new () => PcscSystem }
  return new NFC()
}

/**
 * A PC/SC reader as a port: each card is a line with the hex digits of its UID, ended by CR, as from a reader of kind
 * `lines`. Takes the first reader whose name has `name` in it; without a name, the first there is. A card whose UID is not
 * to be had says nothing.
 */
export async function openPcscPort(
  name: string,
  settings: { connectTimeoutMs: number },
  handlers: PortHandlers,
  start: StartPcsc = startPcsc,
): Promise<OpenPort> {
  const system = await start()
  let open = true
  const close = async (): Promise<void> => {
    if (open) system.close()
    open = false
  }
  const lose = (reason: string): void => {
    if (!open) return
    void close()
    handlers.lost(reason)
  }
  const read = async (reader: PcscReader): Promise<void> => {
    const answer = await reader.transmit(Buffer.from(getUid), longestAnswer)
    const status = answer.subarray(-2).toString('hex')
    if (open && status === '9000')
      handlers.data(Buffer.from(`${answer.subarray(0, -2).toString('hex').toUpperCase()}\r`))
  }

  return new Promise((resolve, reject) => {
    let found = false
    const refuse = (error: Error): void => {
      void close()
      reject(error)
    }
    const patience = setTimeout(() => refuse(new PortError('missing', 'no such reader')), settings.connectTimeoutMs)
    handlers.signal.addEventListener('abort', () => refuse(new PortError('missing', 'not wanted any more')))
    system.on('error', (error) => (found ? lose(error.message) : refuse(error)))
    system.on('reader', (reader) => {
      reader.autoProcessing = false
      // A card that is taken away too soon is an error, and no reason to give the reader up.
      reader.on('error', () => undefined)
      if (found || !reader.name.toLowerCase().includes(name.toLowerCase())) return
      found = true
      clearTimeout(patience)
      reader.on('end', () => lose('the reader is gone'))
      reader.on('card', () => void read(reader).catch(() => undefined))
      resolve({ close, write: () => Promise.reject(new PortError('other', 'a PC/SC reader takes no bytes')) })
    })
  })
}
