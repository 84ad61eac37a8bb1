import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Load, LoadOrder } from './simulator-load.ts'
import { spawnOn, workOf, type Server } from './simulator-servers.ts'

const ROUNDS = 5
const SECONDS = 2
export const CONNECTIONS = 200
const LOADER = fileURLToPath(new URL('simulator-load.ts', import.meta.url))

/** One server, and what it is asked for. */
export interface Contest {
  server: Server
  ask: string
  paths: readonly string[]
  headers?: Record<string, string>
}

/** The best of the rounds, of every server alike: what disturbs a round comes from elsewhere on the machine. */
export interface Rate {
  perSecond: number
  /** Requests for each second that the server had a core; null where that cannot be told. */
  perCoreSecond: number | null
  /** Milliseconds. */
  p99: number
}

type Round = Load & { perCoreSecond: number | null }

async function load({ server, paths, headers }: Contest): Promise<Round> {
  const order: LoadOrder = {
    ...{ paths, port: server.port, connections: CONNECTIONS, seconds: SECONDS },
    headers: { ...server.headers, ...headers },
  }
  const before = workOf(server.child)
  const child = spawnOn(1, [LOADER, JSON.stringify(order)])
  let output = ''
  child.stdout?.on('data', (chunk) => (output += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`The load on ${server.name} failed.`)
  const after = workOf(server.child)
  const result = JSON.parse(output) as Load
  return { ...result, perCoreSecond: before === null || after === null ? null : result.total / (after - before) }
}

/** What each server does with each ask: rounds that take turns, after one that is not counted. */
export async function rates(contests: readonly Contest[]): Promise<(server: Server, ask: string) => Rate> {
  const taken = new Map<string, Round[]>()
  const nameOf = (server: Server, ask: string) => `${server.name}/${ask}`
  for (let round = 0; round <= ROUNDS; round++) {
    for (const contest of contests) {
      const result = await load(contest)
      const name = nameOf(contest.server, contest.ask)
      if (round > 0) taken.set(name, [...(taken.get(name) ?? []), result])
    }
  }
  return (server, ask) => {
    const rounds = taken.get(nameOf(server, ask)) ?? []
    return {
      perSecond: Math.max(...rounds.map((round) => round.perSecond)),
      perCoreSecond: rounds.some((round) => round.perCoreSecond === null)
        ? null
        : Math.max(...rounds.map((round) => round.perCoreSecond ?? 0)),
      p99: Math.min(...rounds.map((round) => round.p99)),
    }
  }
}
