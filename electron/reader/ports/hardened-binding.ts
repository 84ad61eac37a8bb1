import { read } from 'node:fs'

interface SystemPort {
  read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number; buffer: Buffer }>
}

interface UnixPort extends SystemPort {
  /** Null once the port is closed. */
  readonly fd: number | null
  readonly poller: { once(event: 'readable', listener: (error: Error | null) => void): unknown }
}

/** The part of serialport's bindings that matters here; serialport 13's own types for it do not resolve. */
interface SystemBinding {
  open(options: unknown): Promise<SystemPort>
}

/** Errors that mean "nothing there yet". */
const tryAgain = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR'])

/**
 * serialport's own binding with its Unix `read` replaced. The stock one takes a read of zero bytes for "try again" and
 * recurses at once, so an unplug in the middle of data is never reported and one core spins for good
 * (serialport/bindings-cpp issue 162). Ports are opened with VMIN 1, where zero bytes can only mean that the device is
 * gone; here that is an error, which serialport's stream turns into a disconnect. Windows reads differently and is
 * left as it is.
 */
export function hardenBinding<Binding extends SystemBinding>(binding: Binding): Binding {
  const open = async (options: unknown): Promise<SystemPort> => {
    const port = await binding.open(options)
    if (isUnixPort(port)) port.read = (buffer, offset, length) => readOrFail(port, buffer, offset, length)
    return port
  }
  return Object.assign(Object.create(binding) as Binding, { open })
}

function isUnixPort(port: SystemPort): port is UnixPort {
  return 'poller' in port && 'fd' in port
}

async function readOrFail(
  port: UnixPort,
  buffer: Buffer,
  offset: number,
  length: number,
): ReturnType<SystemPort['read']> {
  while (port.fd !== null) {
    const result = await readOnce(port.fd, buffer, offset, length)
    if (typeof result === 'number') {
      if (result > 0) return { bytesRead: result, buffer }
      if (port.fd !== null) throw new Error('the device hung up')
    } else if (!tryAgain.has(result.code ?? '')) {
      throw port.fd === null ? cancelled() : result
    } else if (port.fd !== null) {
      await untilReadable(port)
    }
  }
  throw cancelled()
}

function readOnce(fd: number, buffer: Buffer, offset: number, length: number): Promise<number | NodeJS.ErrnoException> {
  return new Promise((resolve) => read(fd, buffer, offset, length, null, (error, count) => resolve(error ?? count)))
}

function untilReadable(port: UnixPort): Promise<void> {
  return new Promise((resolve, reject) => port.poller.once('readable', (error) => (error ? reject(error) : resolve())))
}

/** serialport's streams ignore a failed read that says it was cancelled: the port was closed on purpose. */
function cancelled(): Error {
  return Object.assign(new Error('the port was closed'), { canceled: true })
}
