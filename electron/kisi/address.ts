import { KisiError } from './error.ts'

/** Where Kisi is asked: `base` has no trailing slash and holds no credentials; `host` is fit for a sentence. */
export interface KisiAddress {
  base: string
  host: string
}

const loopback = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

function refuse(message: string): never {
  throw new KisiError('network', message, { reached: false })
}

/**
 * Reads the address of Kisi (`https://api.kisi.io`) as a person typed it. Plain http is taken only on this machine.
 * Throws a `KisiError` of kind `network` whose sentence never repeats the address, because it may hold a password.
 */
export function parseKisiAddress(text: string): KisiAddress {
  let url: URL
  try {
    url = new URL(text.trim())
  } catch {
    return refuse('The Kisi address is no web address. It should look like https://api.kisi.io.')
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return refuse('The Kisi address must begin with https://.')
  }
  if (url.username !== '' || url.password !== '') {
    return refuse('The Kisi address must not hold a user name or password.')
  }
  if (url.search !== '' || url.hash !== '') {
    return refuse('The Kisi address must end after its path, without “?” or “#”.')
  }
  if (url.protocol === 'http:' && !loopback.test(url.hostname)) {
    return refuse('The Kisi address must begin with https://. Only an address on this computer may use http://.')
  }
  return { base: url.origin + url.pathname.replace(/\/+$/, ''), host: url.host }
}

/**
 * The key as it is sent, without the blanks that copying adds. Throws a `KisiError` of kind `unauthorized` for
 * characters that cannot stand in a header; the sentence does not repeat the key.
 */
export function parseKisiKey(text: string): string {
  const key = text.trim()
  if (key === '') {
    throw new KisiError('unauthorized', 'There is no API key.', { reached: false })
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new KisiError('unauthorized', 'The API key holds characters that no Kisi key has. Copy it once more.', {
      reached: false,
    })
  }
  return key
}
