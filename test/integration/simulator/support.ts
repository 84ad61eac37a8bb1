import { startSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/simulator.ts'

export interface Reply {
  status: number
  body: Parsed
  range: string | null
  text: string
}
/** JSON as a test reads it. */
export type Parsed = ReturnType<typeof JSON.parse>

export interface Client {
  simulator: Simulator
  call(method: string, path: string, body?: unknown, key?: string | null): Promise<Reply>
  sim(method: string, path: string, body?: unknown): Promise<Reply>
  close(): Promise<void>
}

export async function open(options: SimulatorOptions = {}): Promise<Client> {
  const simulator = await startSimulator({ reader: false, rateLimit: false, timeZone: 'Europe/Amsterdam', ...options })
  async function send(method: string, path: string, body: unknown, key: string | null): Promise<Reply> {
    const answer = await fetch(simulator.url + path, {
      method,
      headers: key === null ? {} : { Authorization: `KISI-LOGIN ${key}` },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      body: text === '' ? null : JSON.parse(text),
      range: answer.headers.get('X-Collection-Range'),
      text,
    }
  }
  return {
    simulator,
    call: (method, path, body, key = simulator.apiKey) => send(method, path, body, key),
    sim: (method, path, body) => send(method, `/_sim${path}`, body, null),
    close: () => simulator.close(),
  }
}

/** Waits until the condition gives something, or fails saying what was awaited. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | null | undefined | false>,
): Promise<Found> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}
