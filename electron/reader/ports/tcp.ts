import { connect } from 'node:net'
import { PortError } from './port.ts'
import type { OpenPort, PortHandlers } from './port.ts'

/** Milliseconds of silence before the system asks whether the other end still lives. */
const keepAliveMs = 5000
const writeTimeoutMs = 1000
/** Bytes that may wait to be sent; a box that takes nothing must not make the desk hoard. */
const waitingBytes = 4096

/**
 * Connects to a serial-to-Ethernet box in its raw TCP mode (ser2net "raw", Moxa "TCP server"): the bytes on the wire
 * are the reader's, with no protocol around them. The other end's FIN, a reset or an unanswered keep-alive is a loss.
 */
export function openTcpPort(
  host: string,
  port: number,
  settings: { connectTimeoutMs: number },
  handlers: PortHandlers,
): Promise<OpenPort> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs })
    let open = false
    let failure: Error | null = null
    const closed = new Promise<void>((done) => socket.once('close', () => done()))
    const patience = setTimeout(
      () => socket.destroy(new PortError('unanswered', 'no answer')),
      settings.connectTimeoutMs,
    )

    const close = (): Promise<void> => {
      open = false
      socket.destroy()
      return closed
    }
    const lose = (reason: string): void => {
      if (!open) return
      void close()
      handlers.lost(reason)
    }

    socket.on('data', (bytes: Buffer) => {
      if (open) handlers.data(bytes)
    })
    socket.on('error', (error) => {
      failure = error
    })
    socket.on('end', () => lose('the other end hung up'))
    const abandon = (): void => void socket.destroy()
    handlers.signal.addEventListener('abort', abandon)
    socket.on('close', () => {
      clearTimeout(patience)
      handlers.signal.removeEventListener('abort', abandon)
      lose(failure?.message ?? 'closed')
      reject(failure ?? new PortError('unanswered', 'the connection was closed'))
    })
    socket.on('connect', () => {
      clearTimeout(patience)
      open = true
      resolve({ close, write: (bytes) => write(bytes) })
    })

    const write = (bytes: Uint8Array): Promise<void> =>
      new Promise((sent, failed) => {
        if (!open) return failed(new PortError('missing', 'the port is closed'))
        if (socket.writableLength + bytes.length > waitingBytes) {
          return failed(new PortError('other', 'the box takes no bytes'))
        }
        const writePatience = setTimeout(() => {
          failed(new PortError('other', 'the box takes no bytes'))
          lose('a write was not taken')
        }, writeTimeoutMs)
        socket.write(Uint8Array.from(bytes), (error) => {
          clearTimeout(writePatience)
          if (error) failed(new PortError('missing', error.message))
          else sent()
        })
      })
  })
}
