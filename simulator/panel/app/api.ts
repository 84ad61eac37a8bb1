/** Why `/_sim/` did not do what it was asked: one sentence for whoever asked. */
export class Refused extends Error {
  readonly status: number
  constructor(sentence: string, status: number) {
    super(sentence)
    this.status = status
  }
}

/**
 * Asks the simulator, e.g. `ask('POST', 'locks/10481/contact', { open: true })`. Rejects with `Refused` and its own
 * sentence, or with one that says that nobody answered.
 */
export async function ask<Answer>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(`/_sim/${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new Refused('The simulator does not answer.', 0)
  })
  const text = await answer.text()
  if (answer.ok) return (text === '' ? null : JSON.parse(text)) as Answer
  throw new Refused(sentenceIn(text) ?? `The simulator refused it with ${answer.status}.`, answer.status)
}

function sentenceIn(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    return typeof error === 'string' ? error : null
  } catch {
    return null
  }
}

export const get = <Answer>(path: string): Promise<Answer> => ask<Answer>('GET', path)
export const post = <Answer = unknown>(path: string, body: unknown = {}): Promise<Answer> => ask('POST', path, body)
export const remove = (path: string): Promise<unknown> => ask('DELETE', path)
