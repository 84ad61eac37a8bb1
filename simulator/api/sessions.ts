import { REFUSALS } from '../world/refusals.ts'
import type { Json, LoginRow, UserRow } from '../world/rows.ts'
import { demand, done, may, ok, rootOf, signedIn, type Answer, type Call } from './call.ts'
import { destroy } from './engine.ts'
import { Invalid, Refused } from './errors.ts'
import { shortObject } from './references.ts'
import { show } from './engine.ts'
import { RESOURCE_OF } from './resources/index.ts'
import { logins } from './resources/people.ts'
import type { Resource } from './description.ts'
import { fits } from './totp.ts'

const LOGINS = logins as unknown as Resource

/** API keys a user may have; the next one is refused (reference 0, "Authentication"). */
const API_LOGINS = 10
/** Device logins a user may have; the least recently used makes room. */
const DEVICE_LOGINS = 40

const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)

/** The person a password sign-in is for: 401 afc516 whatever was wrong, so that nothing is told. */
function byPassword(call: Call, given: Record<string, Json>): UserRow {
  const domain = text(given.domain)
  const email = text(given.email)?.toLowerCase()
  const organization = call.world.all('organizations')[0]
  const user = call.world.all('users').find((each) => each.email.toLowerCase() === email)
  const fits = user && user.password !== null && user.password === given.password && user.password_flow_enabled
  if (!fits || (domain !== null && domain !== organization?.domain)) throw new Refused(REFUSALS.wrongPassword)
  if (!user.access_enabled) throw new Refused(REFUSALS.accessDisabled)
  if (user.otp_enabled_at) secondFactor(call, user, given.otp_attempt)
  return user
}

/** Six digits of the moment, or one of the backup codes, which then is used up. */
function secondFactor(call: Call, user: UserRow, given: Json | undefined): void {
  const attempt = typeof given === 'number' ? String(given) : text(given)
  if (attempt === null) throw new Refused(REFUSALS.twoFactorWanted)
  const codes = user.otp_backup_codes ?? []
  if (user.otp_secret && fits(user.otp_secret, attempt, call.world.clock.now())) return
  if (!codes.includes(attempt)) throw new Refused(REFUSALS.wrongTwoFactor)
  call.world.update('users', user.id, { otp_backup_codes: codes.filter((code) => code !== attempt) }, false)
}

/** POST /logins with a signed-in administrator and `login.email`: a device login for somebody else. */
function onBehalf(call: Call, email: string): UserRow {
  demand(call, 'logins_write')
  const user = call.world.all('users').find((each) => each.email.toLowerCase() === email.toLowerCase())
  if (!user) throw new Refused(REFUSALS.notFound)
  return user
}

/** The root `user` is required by the schema and left out by the guides: an empty one is as good as none. */
const isFilled = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0

/** POST /logins: signs in by password, or makes an API key or a login for another user. The secret is shown once. */
export function createLogin(call: Call): Answer {
  const login = rootOf(call, 'login')
  const type = login.type
  if (type !== 'api' && type !== 'device') throw new Invalid({ type: ['is not included in the list'] })
  const email = text(login.email)
  const credentials = call.body.user
  const user =
    email !== null ? onBehalf(call, email) : isFilled(credentials) ? byPassword(call, credentials) : signedIn(call).user

  const row = openLogin(user, type, login, call)
  return ok({
    ...shownLogin(row, call),
    secret: row.secret,
    authentication_token: row.secret,
    has_primary_device: false,
    email: user.email,
    notifications_unread_count: 0,
    otp_required_for_login: Boolean(user.otp_enabled_at),
    otp_enabled_at: user.otp_enabled_at ?? null,
    image: user.image,
    primary_login_exists: call.world.where('logins', 'user_id', user.id).some((each) => each.primary),
  })
}

/**
 * A new login of that user. An eleventh API key is refused with 422; a device login above forty makes the least recently
 * used one go.
 */
export function openLogin(user: UserRow, type: 'api' | 'device', login: Record<string, Json>, call: Call): LoginRow {
  const mine = call.world.where('logins', 'user_id', user.id).filter((each) => each.type === type)
  const caller = { user, login: call.caller?.login ?? ({ id: 0 } as LoginRow) }
  const asUser: Call = { ...call, caller: call.caller ?? caller }
  if (type === 'api') {
    if (!may({ ...call, caller }, 'logins_write')) throw new Refused(REFUSALS.accessDenied)
    if (mine.length >= API_LOGINS) throw new Invalid({ type: [`only ${API_LOGINS} API logins are possible`] })
  } else if (mine.length >= DEVICE_LOGINS) {
    const [oldest] = [...mine].sort((one, other) => (one.last_used_at ?? '').localeCompare(other.last_used_at ?? ''))
    if (oldest) destroy(RESOURCE_OF, 'logins', oldest.id, asUser)
  }

  const row = call.world.insert('logins', {
    user_id: user.id,
    type,
    name: text(login.name),
    secret: `sim_${call.world.nextHex('login').slice(0, 40)}`,
    expire: login.expire !== false && login.expire !== 'false',
    last_used_at: null,
    device_brand: text(login.device_brand),
    device_model: text(login.device_model),
    os_name: text(login.os_name),
    revoked: false,
  })
  call.events.write({
    type: 'login.create',
    object: { type: 'Login', id: row.id, name: row.name ?? 'Login' },
    actor: { type: 'User', id: user.id, name: user.name, email: user.email },
  })
  return row
}

export const shownLogin = (row: LoginRow, call: Call) => ({ ...show(LOGINS, row, call), scram_credentials: null })

export const currentLogin = (call: Call): Answer => ok(shownLogin(signedIn(call).login, call))

export function updateLogin(call: Call): Answer {
  const { login } = signedIn(call)
  const given = rootOf(call, 'login')
  call.world.update('logins', login.id, { name: text(given.name) })
  return done
}

export function signOut(call: Call): Answer {
  destroy(RESOURCE_OF, 'logins', signedIn(call).login.id, call)
  return done
}

export function signOutElsewhere(call: Call): Answer {
  const { user, login } = signedIn(call)
  for (const each of call.world.where('logins', 'user_id', user.id)) {
    if (each.id !== login.id) destroy(RESOURCE_OF, 'logins', each.id, call)
  }
  return done
}

/** GET /user. */
export const currentUser = (call: Call): Answer => ok(showCurrentUser(signedIn(call).user, call))

export function showCurrentUser(user: UserRow, call: Call): Record<string, unknown> {
  const organization = call.world.all('organizations')[0]
  const primary = call.world.where('logins', 'user_id', user.id).some((login) => login.primary)
  return {
    id: user.id,
    resource_type: 'User',
    name: user.name,
    email: user.email,
    image: user.image,
    locale: user.locale,
    notifications_unread_count: 0,
    otp_required_for_login: Boolean(user.otp_enabled_at),
    otp_enabled_at: user.otp_enabled_at ?? null,
    primary_login_exists: primary,
    announcements_last_seen_at: null,
    created_at: user.created_at,
    updated_at: user.updated_at,
    last_read_at: null,
    notes: user.notes,
    organization_id: organization?.id ?? 0,
    organization: organization && shortObject(call.world, 'organizations', organization.id),
  }
}

/** PATCH /user: the name, the picture and the language; a password only with the present one. */
export function updateCurrentUser(call: Call): Answer {
  const { user } = signedIn(call)
  const given = rootOf(call, 'user')
  const name = given.name === undefined ? user.name : text(given.name)
  if (!name?.trim()) throw new Invalid({ name: ["can't be blank"] })
  if (name.length > 255) throw new Invalid({ name: ['is too long (maximum is 255 characters)'] })
  const password = text(given.password)
  if (password !== null) {
    if (given.current_password !== user.password) throw new Invalid({ current_password: ['is invalid'] })
    if (given.password_confirmation !== password) throw new Invalid({ password_confirmation: ["doesn't match"] })
  }
  const locale = text(given.locale)
  if (locale !== null && !/^(en|fr|es|de)$/.test(locale)) throw new Invalid({ locale: ['is not included in the list'] })
  call.world.update('users', user.id, {
    name,
    ...(password === null ? {} : { password }),
    ...(locale === null ? {} : { locale }),
  })
  return done
}
