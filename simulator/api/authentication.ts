import { REFUSALS } from '../world/refusals.ts'
import type { LoginRow, UserRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import type { Visitor } from './call.ts'
import { Refused } from './errors.ts'

const SCHEME = /^KISI-LOGIN\s+(\S{1,200})\s*$/

const VISITOR_SCHEME = /^KISI-(GROUP-LINK|ACCESS-KEY)\s+(\S{1,200})\s*$/

/** How stale `last_used_at` of a login may be: it is no reason to write the world with every request. */
const LAST_USED_STEP = 60_000

/**
 * Who comes with `Authorization: KISI-GROUP-LINK <secret>` or `KISI-ACCESS-KEY <key>`. Null without such a header; 401
 * f29aef for a secret that is unknown or whose link is switched off, as for one that was revoked.
 */
export function authenticateVisitor(world: World, header: string | undefined): Visitor | null {
  const [, scheme, secret = ''] = (header === undefined ? null : VISITOR_SCHEME.exec(header)) ?? []
  if (scheme === 'GROUP-LINK') {
    const [link] = world.where('group_links', 'secret', secret)
    if (link?.link_enabled) return { type: 'GroupLink', link }
  }
  if (scheme === 'ACCESS-KEY') {
    const [key] = world.where('access_keys', 'key', secret)
    if (key?.link_enabled) return { type: 'AccessKey', key }
  }
  if (scheme === undefined) return null
  throw new Refused(REFUSALS.linkInvalid)
}

/** How long a login may go unused where the organization says nothing: 14 days (reference 0, "Authentication"). */
const EXPIRES_AFTER_SECONDS = 1_209_600

/** Whether a login has been left unused for too long; one made with `expire: false` never has. */
function hasExpired(world: World, { expire, last_used_at, created_at }: LoginRow): boolean {
  if (!expire) return false
  const { device_logins_expire_after: seconds } = world.all('organizations')[0] ?? {}
  return world.clock.now() - Date.parse(last_used_at ?? created_at) > (seconds ?? EXPIRES_AFTER_SECONDS) * 1000
}

/**
 * Who signed the request, from `Authorization: KISI-LOGIN <secret>`. Null without the header, or with one of another
 * scheme: Kisi's own client signs in with `Authorization: null`. 401 afc496 for credentials
 * that are unknown, revoked or expired, 403 fcd8ff for somebody whose access is switched off.
 */
export function authenticate(world: World, header: string | undefined): { user: UserRow; login: LoginRow } | null {
  const secret = header === undefined ? undefined : SCHEME.exec(header)?.[1]
  if (secret === undefined) return null
  const [login] = world.where('logins', 'secret', secret)
  const user = login && world.get('users', login.user_id)
  if (!login || !user || login.revoked || hasExpired(world, login)) throw new Refused(REFUSALS.notSignedIn)
  if (!user.access_enabled) throw new Refused(REFUSALS.accessDisabled)
  const now = world.clock.now()
  if (login.last_used_at === null || now - Date.parse(login.last_used_at) > LAST_USED_STEP) {
    world.update('logins', login.id, { last_used_at: new Date(now).toISOString() }, false)
  }
  return { user, login }
}
