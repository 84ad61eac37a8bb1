import { DeskError } from '../../contract/errors.ts'
import type { ConnectionReport } from '../../contract/status.ts'
import { KisiError } from '../../kisi/error.ts'
import type { KisiClient } from '../../kisi/types.ts'
import type { Clock } from '../ports.ts'
import { tidy } from '../support/text.ts'

/** The address as it is kept: no spaces around it, no slash at its end. Kisi's own when only its name was typed. */
export function tidyAddress(typed: string): string {
  const text = tidy(typed).replace(/\/+$/, '')
  if (text === '') throw new DeskError('invalid', 'Type Kisi’s address, usually https://api.kisi.io.', 'address')
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`
  let url: URL
  try {
    if (/^https?:$/i.test(text)) throw new Error('only a scheme')
    url = new URL(address)
  } catch {
    throw new DeskError('invalid', 'That is not an address. Kisi’s is https://api.kisi.io.', 'address')
  }
  const here = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !here) {
    throw new DeskError(
      'invalid',
      'The address begins with https://, so that nobody can read the key on its way.',
      'address',
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw new DeskError('invalid', 'The address holds no name or password. The key has its own field.', 'address')
  }
  return address
}

/** A key without what copying drags along. Throws `invalid` when nothing usable is left. */
export function tidyKey(typed: string): string {
  const key = typed.trim().replace(/^KISI-LOGIN\s+/i, '')
  if (key === '') throw new DeskError('invalid', 'Paste the key from Kisi: My Account, then API.', 'key')
  if (!/^[\x21-\x7E]+$/.test(key))
    throw new DeskError('invalid', 'A key has only plain letters and digits. Copy it once more.', 'key')
  return key
}

/** Asks Kisi whose key this is and what it sees. Throws a refusal with the field that needs another look. */
export async function probe(kisi: KisiClient, clock: Clock): Promise<ConnectionReport> {
  const began = clock.monotonic()
  const call = { priority: 'click' as const }
  try {
    const organization = await kisi.organization(call)
    const answeredInMs = Math.round(clock.monotonic() - began)
    const user = await kisi.currentUser(call)
    const places = await kisi.places({ ...call, limit: 50, offset: 0 })
    return {
      organization: { id: organization.id, name: organization.name },
      user: { name: user.name, email: user.email },
      places: places.items.map((place) => place.name),
      answeredInMs,
    }
  } catch (error) {
    throw refusalOf(error, kisi)
  }
}

function refusalOf(error: unknown, kisi: KisiClient): unknown {
  if (!(error instanceof KisiError)) return error
  if (kisi.health.state === 'not_kisi') {
    return new DeskError(
      'invalid',
      'Something answers at that address, but it is not Kisi. Kisi’s is https://api.kisi.io.',
      'address',
    )
  }
  switch (error.kind) {
    case 'unauthorized':
      return new DeskError(
        'unauthorized',
        'Kisi does not accept this key. Copy it once more, or make a new one in Kisi.',
        'key',
      )
    case 'forbidden':
      return new DeskError(
        'refused',
        'This key may not see the organization. Use one made by an administrator or the owner.',
        'key',
      )
    case 'network':
    case 'timeout':
    case 'aborted':
      return new DeskError('offline', 'Nobody answers at that address. Check it, and the network.', 'address')
    case 'unreadable':
      return new DeskError('invalid', 'What answers there does not speak as Kisi does. Check the address.', 'address')
    default:
      return new DeskError('unavailable', 'Kisi has trouble just now. Try again in a minute.')
  }
}
