import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { percentile, type Figure } from './figure.ts'
import { installPeers } from './peers.ts'
import { asksOf, compareAnswers, everything, get, openApi, prefer, type Ask, type Json } from './simulator-answers.ts'
import { CONNECTIONS, rates, type Contest } from './simulator-rates.ts'
import * as servers from './simulator-servers.ts'
import type { Server } from './simulator-servers.ts'

const say = (line: string) => void process.stderr.write(`${line}\n`)
const idOf = (name: string) => name.replaceAll(' ', '-')

async function starts(): Promise<number[]> {
  const seconds: number[] = []
  for (let round = 0; round < 5; round++) {
    const server = await servers.startSimulator('campus')
    seconds.push(server.seconds)
    await servers.stop(server.child)
  }
  return seconds
}

interface Rivals {
  jsonServer: Server
  prism: Server
  /** node:http with the answers ready. */
  ceiling: Server
}

/** The others, with the simulator's own answers. */
async function startRivals(folder: string, campus: Server, asks: readonly Ask[], tables: Json, keep: Keep) {
  const answers: Record<string, string> = {}
  for (const { paths } of asks) for (const path of paths) answers[path] = await get(campus, path)
  const examples: Record<string, Json> = {}
  for (const { paths, example } of asks) examples[example] = JSON.parse(answers[paths[0] ?? ''] ?? '')
  const file = async (name: string, content: Json): Promise<string> => {
    const path = join(folder, name)
    await writeFile(path, JSON.stringify(content))
    return path
  }
  const first = asks[0]?.paths[0] ?? ''
  return {
    jsonServer: keep(await servers.startJsonServer(await file('db.json', tables), first)),
    prism: keep(await servers.startPrism(await file('openapi.json', openApi(examples)), first)),
    ceiling: keep(await servers.startCeiling(await file('answers.json', answers), first)),
  }
}
type Keep = <Kind extends Server>(server: Kind) => Kind

/**
 * Requests a second as whoever asks sees them, and also for each second that the server had its core: that stays the
 * same on a machine that is busy with something else. The slowest of a hundred is judged where an answer is short: at
 * 46 KB it is the bytes that take their time.
 */
async function against(
  campus: Server,
  asks: readonly Ask[],
  { jsonServer, prism, ceiling }: Rivals,
): Promise<Figure[]> {
  const rate = await rates(
    asks.flatMap(({ name: ask, paths, jsonServer: theirs, example }): Contest[] => [
      { server: campus, ask, paths },
      { server: jsonServer, ask, paths: theirs },
      { server: prism, ask, paths, headers: prefer(example) },
      { server: ceiling, ask, paths },
    ]),
  )
  return asks.flatMap(({ name, limit }) => {
    const own = rate(campus, name)
    say(`${name}, at ${CONNECTIONS} connections:`)
    for (const server of [campus, jsonServer, prism, ceiling]) {
      const { perSecond, perCoreSecond, p99 } = rate(server, name)
      const core = perCoreSecond === null ? '' : `, ${Math.round(perCoreSecond)} a second of its core`
      say(`  ${server.name}: ${Math.round(perSecond)} a second${core}, p99 ${p99.toFixed(1)} ms`)
    }
    const ratios = [jsonServer, prism].flatMap((peer): Figure[] => {
      const theirs = rate(peer, name)
      const figure = { name: `${idOf(name)}-against-${peer.name}`, unit: '×', bar: 5, atLeast: true } as const
      const wall: Figure = { ...figure, value: own.perSecond / theirs.perSecond }
      if (own.perCoreSecond === null || theirs.perCoreSecond === null) return [wall]
      return [wall, { ...figure, name: `${figure.name}-of-a-core`, value: own.perCoreSecond / theirs.perCoreSecond }]
    })
    if (limit === 100) return ratios
    return [...ratios, { name: `${idOf(name)}-p99-at-${CONNECTIONS}-connections`, value: own.p99, unit: 'ms', bar: 10 }]
  })
}

/**
 * What the same requests yield with 20,000 people against 20. Their logarithms are as 14 to 4, and only the search in a
 * sorted list grows with it, which is a small part of a request: what falls below 0.8 grows with something else.
 */
async function growth(campus: Server, small: Server): Promise<Figure[]> {
  const asks = ['a user', '10 users', '10 users by name']
  const contests = await Promise.all(
    [campus, small].map(async (server): Promise<Contest[]> => {
      const rows = JSON.parse(await get(server, '/users?limit=10')) as Json[]
      return [
        { server, ask: 'a user', paths: rows.map(({ id }) => `/users/${id}`) },
        { server, ask: '10 users', paths: ['/users?limit=10'] },
        { server, ask: '10 users by name', paths: ['/users?limit=10&sort=name'] },
      ]
    }),
  )
  const rate = await rates(contests.flat())
  return asks.map((ask): Figure => {
    const [large, little] = [rate(campus, ask), rate(small, ask)]
    const value =
      large.perCoreSecond === null || little.perCoreSecond === null
        ? large.perSecond / little.perSecond
        : large.perCoreSecond / little.perCoreSecond
    return { name: `${idOf(ask)}-campus-against-small`, value, unit: '×', bar: 0.8, atLeast: true }
  })
}

async function measure(folder: string, keep: Keep): Promise<Figure[]> {
  const started = percentile(await starts(), 0.5)
  const campus = keep(await servers.startSimulator('campus'))
  const memory = servers.memoryOf(campus.child)
  const small = keep(await servers.startSimulator('small'))
  const tables = { users: await everything(campus, 'users'), locks: await everything(campus, 'locks') }
  const asks = asksOf(tables.users, tables.locks)
  const rivals = await startRivals(folder, campus, asks, tables, keep)
  await compareAnswers(asks, campus, rivals.jsonServer, rivals.prism, say)
  return [
    ...(await against(campus, asks, rivals)),
    ...(await growth(campus, small)),
    { name: 'start-with-campus-median-of-five', value: started, unit: 's', bar: 2 },
    { name: 'memory-after-start', value: memory, unit: 'MB', bar: 250 },
    { name: 'memory-after-the-load', value: servers.memoryOf(campus.child), unit: 'MB', bar: 250 },
  ]
}

/** The simulator against json-server and prism, with the same answers to the same requests. Takes about eight minutes. */
export async function run(): Promise<Figure[]> {
  installPeers()
  say(
    servers.pinned
      ? 'Whatever serves has one core, whatever asks has another.'
      : 'There is no taskset or only one core: servers and load share what there is.',
  )
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-bench-'))
  const running: Server[] = []
  try {
    return await measure(folder, (server) => {
      running.push(server)
      return server
    })
  } finally {
    for (const { child } of running) await servers.stop(child)
    await rm(folder, { recursive: true, force: true })
  }
}
