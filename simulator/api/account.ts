import { deriveHex } from '../world/derive.ts'
import { rightsOn } from '../hardware/decide.ts'
import { REFUSALS } from '../world/refusals.ts'
import type { UserRow } from '../world/rows.ts'
import { done, idOf, ok, record, rootOf, signedIn, type Answer, type Call } from './call.ts'
import { destroy } from './engine.ts'
import { Invalid, Refused } from './errors.ts'
import { readFields, type Fields } from './fields.ts'
import { sendMail, userOfToken } from './mail.ts'
import { RESOURCE_OF } from './resources/index.ts'
import { promote, users } from './resources/people.ts'
import { openLogin, showCurrentUser, shownLogin } from './sessions.ts'
import { fits, secretOf } from './totp.ts'

function read(fields: Fields, call: Call, root: string) {
  const { values, problems } = readFields(fields, rootOf(call, root), true, () => true)
  if (Object.keys(problems).length > 0) throw new Invalid(problems)
  return values
}

const text = { kind: 'text', required: true } as const
const aboutUser = (user: UserRow) => ({ type: 'User', id: user.id, name: user.name })

export const promoteCurrent = (call: Call): Answer => promote(signedIn(call).login, call)

/**
 * POST /logins/resolve. Which logins are provisional is not documented: here the link of the e-mail that
 * POST /organizations/find sends carries the token of one.
 */
export function resolveLogin(call: Call): Answer {
  const login = rootOf(call, 'login')
  const user = userOfToken(call.world, 'sign_in', login.resolution_token)
  if (!user) throw new Refused(REFUSALS.notFound)
  const row = openLogin(user, 'device', {}, call)
  record(call, { type: 'login.resolve', object: { type: 'Login', id: row.id, name: 'Login' } })
  return ok({ ...shownLogin(row, call), secret: row.secret })
}

/** POST /login/offline_certificate, for a reader (`beacon_id` is its id) on a door that the caller has a right on. */
export function offlineCertificate(call: Call): Answer {
  const { user, login } = signedIn(call)
  const { beacon_id: beacon } = read({ beacon_id: text }, call, 'login')
  const reader = call.world.get('readers', idOf(String(beacon)))
  if (!reader) throw new Refused(REFUSALS.notFound)
  const lock = reader.lock_id === null ? undefined : call.world.get('locks', reader.lock_id)
  const may = lock && rightsOn(call.world, { type: 'User', id: user.id }, lock).length > 0
  if (!may) throw new Refused(REFUSALS.accessDenied)
  return ok({ offline_certificate: deriveHex(call.world.seed, `certificate/${reader.id}`, login.id) })
}

/** DELETE /user. The owner must hand the organization over first. */
export function deleteCurrentUser(call: Call): Answer {
  const { user } = signedIn(call)
  if (users.keep?.(user, call)) throw new Refused(REFUSALS.accessDenied)
  destroy(RESOURCE_OF, 'users', user.id, call)
  return done
}

export function makeOtpSecret(call: Call): Answer {
  const { user } = signedIn(call)
  if (user.otp_enabled_at) throw new Invalid({ base: ['Two-factor authentication is on already.'] })
  const secret = secretOf(call.world.nextHex('otp'))
  call.world.update('users', user.id, { otp_secret: secret })
  const label = encodeURIComponent(`Kisi:${user.email}`)
  return ok({ otp_secret: secret, uri: `otpauth://totp/${label}?secret=${secret}&issuer=Kisi` })
}

/** POST /user/2fa/activate and …/deactivate, both with the six digits of the moment. */
export const turnTwoFactor =
  (on: boolean) =>
  (call: Call): Answer => {
    const { user } = signedIn(call)
    const { otp_attempt: attempt } = read({ otp_attempt: { kind: 'integer', required: true } }, call, 'user')
    const right = user.otp_secret && fits(user.otp_secret, String(attempt), call.world.clock.now())
    if (!right || Boolean(user.otp_enabled_at) === on) throw new Invalid({ otp_attempt: ['is invalid'] })
    const off = { otp_secret: null, otp_enabled_at: null, otp_backup_codes: [] }
    call.world.update('users', user.id, on ? { otp_enabled_at: call.world.clock.iso() } : off)
    record(call, { type: `user.${on ? 'activate' : 'deactivate'}_2fa`, object: aboutUser(user) })
    return done
  }

export function makeBackupCodes(call: Call): Answer {
  const { user } = signedIn(call)
  const codes = Array.from({ length: 10 }, () => call.world.nextHex('backup').slice(0, 10))
  call.world.update('users', user.id, { otp_backup_codes: codes })
  record(call, { type: 'user.create_backup_codes', object: aboutUser(user) })
  return ok({ backup_codes: codes })
}

const byEmail = (call: Call, email: unknown) =>
  call.world.all('users').find((each) => each.email.toLowerCase() === String(email).toLowerCase())

/** POST /users/password: 204 whether or not there is such a person, so that nothing is told. */
export function requestPassword(call: Call): Answer {
  const { email } = read({ email: { kind: 'email', required: true }, domain: text }, call, 'user')
  const user = byEmail(call, email)
  if (user) sendMail(call.world, user.email, 'reset_password', user.id)
  return done
}

/** POST /organizations/find: an e-mail with the organizations of that address. */
export function findOrganizations(call: Call): Answer {
  const { email } = read({ email: { kind: 'email', required: true } }, call, 'user')
  const user = byEmail(call, email)
  if (user) sendMail(call.world, user.email, 'sign_in', user.id)
  return done
}

const PASSWORD = { kind: 'text', required: true, longest: 128 } as const

/** PATCH /users/password with the token of the e-mail; it works once. */
export function resetPassword(call: Call): Answer {
  const fields = { password: PASSWORD, password_confirmation: PASSWORD, reset_password_token: text }
  const values = read(fields, call, 'user')
  const user = userOfToken(call.world, 'reset_password', values.reset_password_token)
  if (!user) throw new Refused(REFUSALS.linkInvalid)
  if (values.password !== values.password_confirmation) throw new Invalid({ password_confirmation: ["doesn't match"] })
  call.world.update('users', user.id, { password: String(values.password), password_flow_enabled: true })
  forget(call, String(values.reset_password_token))
  call.events.write({ type: 'user.update_password', object: aboutUser(user) })
  return done
}

function forget(call: Call, token: string): void {
  for (const mail of call.world.where('mails', 'token', token)) call.world.remove('mails', mail.id)
}

/** POST /users/sign_up: an invited user chooses a password. */
export function signUp(call: Call): Answer {
  const { token } = call.body
  if (token === undefined) throw new Refused(REFUSALS.badRequest, 'param is missing or the value is empty: token')
  const fields: Fields = {
    name: { kind: 'text', nullable: true },
    image: { kind: 'url', nullable: true },
    password: PASSWORD,
    terms_and_conditions: { kind: 'boolean', required: true },
  }
  const values = read(fields, call, 'user')
  const user = userOfToken(call.world, 'sign_up', token)
  if (!user) throw new Refused(REFUSALS.notFound)
  if (user.password !== null) throw new Refused(REFUSALS.alreadySignedUp)
  if (values.terms_and_conditions !== true) throw new Invalid({ terms_and_conditions: ['must be accepted'] })
  call.world.update('users', user.id, {
    password: String(values.password),
    name: typeof values.name === 'string' ? values.name : user.name,
    image: typeof values.image === 'string' ? values.image : user.image,
  })
  call.events.write({ type: 'user.create_password', object: aboutUser(user) })
  return ok(showCurrentUser(call.world.get('users', user.id) ?? user, call))
}
