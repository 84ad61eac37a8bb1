import type { IncomingMessage } from 'node:http'

/** The whole body as text (UTF-8), or null when it has more than `most` bytes; what is too much is not kept. */
export async function readBodyText(incoming: IncomingMessage | undefined, most: number): Promise<string | null> {
  if (!incoming) return ''
  if (Number(incoming.headers['content-length'] ?? 0) > most) return null
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > most) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
