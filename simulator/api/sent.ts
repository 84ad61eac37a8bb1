/**
 * JSON as it leaves: every character is one byte of its UTF-8. Such texts are put together and written without being
 * looked at again, and their length is their Content-Length. To be written as latin1.
 */
export type Sent = string & { readonly __sent: true }

/** The JSON of a value. */
export function sentOf(value: unknown): Sent {
  const text = JSON.stringify(value)
  const bytes = Buffer.byteLength(text)
  return (bytes === text.length ? text : Buffer.from(text).toString('latin1')) as Sent
}

/** A JSON array of such texts. */
export const listOf = (texts: readonly Sent[]): Sent => `[${texts.join(',')}]` as Sent
