import { ordinaryKey } from '../../simulator/world/keys.ts'
import { startSimulator, type SimulatorOptions } from '../../simulator/simulator.ts'
import type { World } from '../../simulator/world/world.ts'
import { SAMPLES, type Sample } from './samples.ts'

export type Json = ReturnType<typeof JSON.parse>

/** One request. Without a key it is the owner's; null signs with nothing. */
export interface Request {
  path: string
  query?: Record<string, string>
  body?: Json
  key?: string | null
  /** Another scheme than KISI-LOGIN. */
  scheme?: string
}

export interface Reply {
  status: number
  body: Json
  headers: Headers
}

/** A running simulator, and how a case gets what it needs from it. */
export interface Kit {
  /** http://127.0.0.1:PORT */
  url: string
  /** For what no call of the API tells: tokens that are printed or mailed. */
  world: World
  owner: string
  /** The key of somebody who may open doors and no more. */
  ordinary: string
  place: number
  group: number
  lock: number
  /** A number, and a name, that nobody has yet. */
  next(): number
  name(what: string): string
  send(method: string, request: Request): Promise<Reply>
  /** Makes one of that family, by its POST, and returns the answer. */
  make(family: string, variant?: string): Promise<Json>
  body(family: string, variant?: string): Promise<Json>
  /** A new user with a login of their own. */
  person(): Promise<{ id: number; email: string; key: string }>
  /** The token of the latest e-mail about that. */
  mailed(about: string): string
  close(): Promise<void>
}

export async function openKit(options: SimulatorOptions = {}): Promise<Kit> {
  const simulator = await startSimulator({ reader: false, rateLimit: false, seed: 7, ...options })
  const { world } = simulator
  let count = 0

  async function send(method: string, { path, query, body, key, scheme = 'KISI-LOGIN' }: Request): Promise<Reply> {
    const signature = key === undefined ? simulator.apiKey : key
    const search = query ? `?${new URLSearchParams(query).toString()}` : ''
    const answer = await fetch(simulator.url + path + search, {
      method,
      headers: signature === null ? {} : { Authorization: `${scheme} ${signature}` },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
  }
  function sampleOf(family: string): Sample {
    const sample = SAMPLES[family]
    if (!sample) throw new Error(`There is no sample of ${family}.`)
    return sample
  }

  const kit: Kit = {
    url: simulator.url,
    world,
    owner: simulator.apiKey,
    ordinary: ordinaryKey(7),
    place: world.all('places')[0]?.id ?? 0,
    group: world.all('groups')[1]?.id ?? 0,
    lock: world.all('locks')[0]?.id ?? 0,
    next: () => (count += 1),
    name: (what) => `${what} ${kit.next()}`,
    send,
    async body(family, variant) {
      const sample = sampleOf(family)
      return { [sample.root]: await sample.body(kit, variant ?? sample.variants?.[0] ?? '') }
    },
    async make(family, variant) {
      const sample = sampleOf(family)
      if (sample.existing) return sample.existing(kit)
      const query = await sample.createQuery?.(kit)
      const answer = await send('POST', { path: `/${family}`, query, body: await kit.body(family, variant) })
      if (answer.status !== 200) throw new Error(`POST /${family}: ${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    async person() {
      const user = await kit.make('users')
      const body = { login: { type: 'device', email: user.email } }
      const login = await send('POST', { path: '/logins', body })
      return { id: user.id, email: user.email, key: login.body.secret }
    },
    mailed: (about) => world.all('mails').findLast((mail) => mail.about === about)?.token ?? '',
    close: () => simulator.close(),
  }
  return kit
}
