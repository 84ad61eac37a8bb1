import { REFUSALS } from '../world/refusals.ts'
import type { LoginRow, UserRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { Refused } from './errors.ts'

const SCHEME = /^KISI-LOGIN\s+(\S{1,200})\s*$/

/** How stale `last_used_at` of a login may be: it is no reason to write the world with every request. */
const LAST_USED_STEP = 60_000

/**
 * Who signed the request, from `Authorization: KISI-LOGIN <secret>`. Null without the header, or with one of another
 * scheme: Kisi's own client signs in with `Authorization: null`. 401 afc496 for credentials
 * that are unknown or revoked, 403 fcd8ff for somebody whose access is switched off.
 */
export function authenticate(world: World, header: string | undefined): { user: UserRow; login: LoginRow } | null {
  const secret = header === undefined ? undefined : SCHEME.exec(header)?.[1]
  if (secret === undefined) return null
  const [login] = world.where('logins', 'secret', secret)
  const user = login && world.get('users', login.user_id)
  if (!login || !user || login.revoked) throw new Refused(REFUSALS.notSignedIn)
  if (!user.access_enabled) throw new Refused(REFUSALS.accessDisabled)
  const now = world.clock.now()
  if (login.last_used_at === null || now - Date.parse(login.last_used_at) > LAST_USED_STEP) {
    world.update('logins', login.id, { last_used_at: new Date(now).toISOString() }, false)
  }
  return { user, login }
}
