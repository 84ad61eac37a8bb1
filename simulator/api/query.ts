const NOTHING: Record<string, string> = Object.freeze({})

function decoded(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    // A part that is no UTF-8 in percent signs is taken as it stands.
    return spaced
  }
}

/** The parameters of a query without its question mark, as forms write them; of several of one name the first. */
export function readQuery(text: string): Record<string, string> {
  if (text === '') return NOTHING
  const query: Record<string, string> = {}
  for (const part of text.split('&')) {
    if (part === '') continue
    const at = part.indexOf('=')
    const name = decoded(at < 0 ? part : part.slice(0, at))
    if (!Object.hasOwn(query, name)) query[name] = at < 0 ? '' : decoded(part.slice(at + 1))
  }
  return query
}
