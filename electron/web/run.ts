import type { Log } from '../desk/ports.ts'
import type { WebArguments } from './arguments.ts'
import type { RunnableDesk } from './host.ts'
import { createWebHost, type WebHost } from './server.ts'

export interface RunOptions extends WebArguments {
  desk: RunnableDesk
  log: Log
  contentRoot: string
}

/** A desk that cannot be closed in time is left to its database, which survives a kill. */
const closeTimeoutMs = 4_500

/**
 * Serves the desk until SIGINT, SIGTERM or, if asked, the end of standard input; says on standard output where it is,
 * then starts the desk. The process exits 0 when told to stop.
 */
export async function runWebHost(options: RunOptions): Promise<void> {
  const { desk, log } = options
  const host = await listenOrExplain(options)

  let stopping = false
  const stop = (reason: string): void => {
    if (stopping) return
    stopping = true
    log.info('host.stopping', { reason })
    setTimeout(() => process.exit(0), closeTimeoutMs).unref()
    void Promise.allSettled([host.close(), desk.close()]).then(() => process.exit(0))
  }
  process.once('SIGINT', () => stop('SIGINT'))
  process.once('SIGTERM', () => stop('SIGTERM'))
  if (options.dieWithParent) {
    process.stdin.once('end', () => stop('parent gone'))
    process.stdin.once('error', () => stop('parent gone'))
    process.stdin.resume()
  }

  process.stdout.write(
    options.readyJson
      ? `${JSON.stringify({ url: host.url, port: host.port, token: host.token })}\n`
      : `Frontdesk: ${host.url}\n`,
  )
  log.info('host.listening', { port: host.port })
  await desk.start()
}

async function listenOrExplain(options: RunOptions): Promise<WebHost> {
  try {
    return await createWebHost({ desk: options.desk, contentRoot: options.contentRoot, port: options.port ?? 0 })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    await options.desk.close()
    if (code === 'EADDRINUSE') {
      throw new Error(
        `Port ${options.port} is taken by another program. Choose another with --port, or leave it out.`,
        {
          cause: error,
        },
      )
    }
    if (code === 'EACCES') {
      throw new Error(`Port ${options.port} may not be used by this user. Choose one above 1023 with --port.`, {
        cause: error,
      })
    }
    throw error
  }
}
