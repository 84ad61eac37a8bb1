import { STATUS_CODES, type OutgoingHttpHeaders, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Api, Reply } from './app.ts'
import type { Sent } from './sent.ts'

export interface LaneOptions {
  api: Pick<Api, 'answer'>
  /** Whether plain requests may be answered here now: not while something stands in their way. */
  open(): boolean
  /** Is told of a connection before its first request is answered here. */
  carry(socket: Socket): void
  /** Milliseconds within which a new connection must say something. */
  patience?: number
}

/**
 * Answers the plain GETs of programs that ask one thing after the other on a connection, which is nearly all that the
 * API is asked. Making ready node:http's streams for one takes longer than its answer, so these are read and written
 * as they stand. A connection that says anything else is given to node:http from there on, with what it has said.
 */
export interface Lane {
  /** Lets go of the connections that are on it. */
  close(): void
}

/** Headers that change nothing about a GET of the API. */
const HARMLESS =
  /^(?:accept|accept-encoding|accept-language|cache-control|content-type|pragma|sec-fetch-[a-z]+|user-agent)$/
const LINE = /^([A-Za-z-]+):[ \t]*([\t -~]*?)[ \t]*$/
const PATH = /^\/[!-~]*$/
/** Longer requests are node:http's to judge. */
const LONGEST = 4096
/** As node:http does by itself: the seconds it promises, and one more. */
const KEPT_SECONDS = 5
const KEPT_MILLISECONDS = (KEPT_SECONDS + 1) * 1000

interface Head {
  host: string
  authorization: string | undefined
}

/** What the lines after the first one say; null when they say anything that is not plain. */
function readHead(lines: string): Head | null {
  const said = new Map<string, string>()
  for (const line of lines.split('\r\n')) {
    const [, name, value = ''] = LINE.exec(line) ?? []
    const key = name?.toLowerCase()
    if (key === undefined || said.has(key)) return null
    said.set(key, value)
  }
  for (const [name, value] of said) {
    if (name === 'connection' ? value.toLowerCase() === 'keep-alive' : HARMLESS.test(name)) continue
    if (name !== 'host' && name !== 'authorization') return null
  }
  const host = said.get('host')
  return host ? { host, authorization: said.get('authorization') } : null
}

/** The Date header, which is the same for a whole second. */
function createDate(): () => string {
  let second = 0
  let text = ''
  return () => {
    const now = Math.floor(Date.now() / 1000)
    if (now !== second) {
      second = now
      text = new Date(now * 1000).toUTCString()
    }
    return text
  }
}

/** The bytes of an answer, one a character. */
function answerText(status: number, headers: OutgoingHttpHeaders, sent: Sent | null, date: string): string {
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`
  for (const name in headers) text += `${name}: ${String(headers[name])}\r\n`
  if (sent !== null) text += `Content-Type: application/json\r\nContent-Length: ${sent.length}\r\n`
  return `${text}Date: ${date}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${KEPT_SECONDS}\r\n\r\n${sent ?? ''}`
}

/** Puts the lane before that server. Connections that stand already are node:http's. */
export function openLane(server: Server, { api, open, carry, patience = 15_000 }: LaneOptions): Lane {
  const [takeOver] = server.listeners('connection') as ((this: Server, socket: Socket) => void)[]
  server.removeAllListeners('connection')
  const sockets = new Set<Socket>()
  const date = createDate()

  server.on('connection', (socket: Socket) => {
    /** The lines of the last request: the next one's are nearly always the same. */
    let lines = ''
    let head: Head | null = null
    let answered = false
    const reply: Reply = (status, headers, sent) => {
      socket.write(answerText(status, headers, sent, date()), 'latin1')
    }

    function plain(chunk: Buffer): string | null {
      if (!open() || chunk.length > LONGEST || socket.writableLength > 0) return null
      const text = chunk.toString('latin1')
      const end = text.indexOf('\r\n')
      if (!text.startsWith('GET /') || !text.endsWith('\r\n\r\n') || !text.startsWith(' HTTP/1.1', end - 9)) return null
      const url = text.slice(4, end - 9)
      if (!PATH.test(url) || url.startsWith('/_sim/')) return null
      const rest = text.slice(end + 2, -4)
      if (rest !== lines) {
        head = readHead(rest)
        lines = rest
      }
      return head && url
    }
    function take(chunk: Buffer) {
      const url = plain(chunk)
      if (url === null || head === null) return leave(chunk)
      if (!answered) {
        answered = true
        carry(socket)
        socket.setTimeout(KEPT_MILLISECONDS)
      }
      api.answer({ method: 'GET', url, ...head, address: socket.remoteAddress }, reply)
    }
    function getOff() {
      sockets.delete(socket)
      socket.setTimeout(0)
      socket.off('data', take).off('end', end).off('timeout', idle).off('close', getOff).off('error', ignore)
    }
    function leave(chunk: Buffer | null) {
      getOff()
      socket.pause()
      if (chunk) socket.unshift(chunk)
      takeOver?.call(server, socket)
      socket.resume()
    }
    const end = () => void socket.end()
    const ignore = () => undefined
    function idle() {
      if (answered) return void socket.destroy()
      // Nothing was said at all, for which the server has words of its own.
      const error = Object.assign(new Error('Nothing was said.'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
      server.emit('clientError', error, socket)
    }

    sockets.add(socket)
    socket.setTimeout(patience)
    socket.on('data', take).on('end', end).on('timeout', idle).on('close', getOff).on('error', ignore)
  })

  return {
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}
