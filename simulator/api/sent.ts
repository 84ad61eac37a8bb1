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

/** A JSON array of such texts. They are put together as they are written: a `join` here would copy them once more. */
export function listOf(texts: readonly Sent[]): Sent {
  let list = '['
  for (let index = 0; index < texts.length; index++) list += index === 0 ? texts[0]! : `,${texts[index]!}`
  return `${list}]` as Sent
}
