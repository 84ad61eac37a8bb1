import type { MailRow } from '../world/rows-more.ts'
import type { World } from '../world/world.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Notes an e-mail that Kisi would send, and returns its token: a JWT in form for signing up, hex for the rest. */
export function sendMail(world: World, to: string, about: MailRow['about'], userId: number | null): string {
  const hex = world.nextHex('mail').slice(0, 40)
  const token = about === 'sign_up' ? `${part({ alg: 'HS256' })}.${part({ sub: userId })}.${hex}` : hex
  world.insert('mails', { to, about, token, user_id: userId })
  return token
}

/** The user of a token that was mailed for this; undefined for any other. */
export function userOfToken(world: World, about: MailRow['about'], token: unknown) {
  if (typeof token !== 'string') return undefined
  const mail = world.where('mails', 'token', token).find((each) => each.about === about)
  return mail?.user_id ? world.get('users', mail.user_id) : undefined
}
