import type { Server } from 'node:http'
import { createServer, Server as TcpServer, type AddressInfo, type Socket } from 'node:net'

/**
 * `broken`: connections are made and every call on them is torn. `refused`: nobody listens, as with a name that leads
 * nowhere or a machine that is off.
 */
export type NetworkState = 'ok' | 'broken' | 'refused'

/** The line to the cloud, the desk's and the controllers'. The building's own wiring does not run over it. */
export interface Network {
  state(): NetworkState
  /** Broken or refused. */
  broken(): boolean
  /**
   * Anything but `ok` also tears the connections that stand and carry calls, whatever they were in the middle of. Answers
   * where the controls are meanwhile: while the port is refused, behind one of their own. Rejects with the server's error
   * when the port was taken by somebody else meanwhile; the state then stays.
   */
  turn(state: NetworkState): Promise<{ controls: string }>
  /** Calls back when the line has broken or is well again. */
  onTurn(listener: () => void): void
  /** Remembers that this connection carries a call of the API. */
  carry(socket: Socket): void
  /** Remembers that it carries none any more, but something for the controls. */
  spare(socket: Socket): void
  close(): void
}

const HOST = '127.0.0.1'
const urlOf = (server: TcpServer): string => `http://${HOST}:${(server.address() as AddressInfo).port}`

function listening(server: TcpServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

export function createNetwork(server: Server): Network {
  const sockets = new Set<Socket>()
  const known = new WeakSet<Socket>()
  let state: NetworkState = 'ok'
  let port = 0
  let back: TcpServer | null = null
  const listeners: (() => void)[] = []
  let turning: Promise<unknown> = Promise.resolve()

  async function refuse(): Promise<string> {
    if (back) return urlOf(back)
    port = (server.address() as AddressInfo).port
    back = createServer((socket) => server.emit('connection', socket))
    await listening(back, 0)
    // Not the HTTP server's own close: that would also cut off whoever stands at the controls.
    TcpServer.prototype.close.call(server)
    return urlOf(back)
  }

  async function accept(): Promise<string> {
    if (back) {
      await listening(server, port)
      back.close()
      back = null
    }
    return urlOf(server)
  }

  async function turn(next: NetworkState): Promise<{ controls: string }> {
    const controls = await (next === 'refused' ? refuse() : accept())
    state = next
    if (next !== 'ok') for (const socket of sockets) socket.resetAndDestroy()
    for (const listener of listeners) listener()
    return { controls }
  }

  return {
    state: () => state,
    broken: () => state !== 'ok',
    turn(next) {
      // One after the other: two at once would each find the port as the other has not left it yet.
      const turned = turning.then(() => turn(next))
      turning = turned.catch(() => undefined)
      return turned
    },
    onTurn: (listener) => void listeners.push(listener),
    carry(socket) {
      if (sockets.has(socket)) return
      sockets.add(socket)
      if (known.has(socket)) return
      known.add(socket)
      socket.once('close', () => sockets.delete(socket))
    },
    spare: (socket) => void sockets.delete(socket),
    close() {
      back?.close()
      back = null
    },
  }
}
