import { totp } from '../../simulator/api/totp.ts'
import type { Json, Kit, Request } from './kit.ts'

type Prepare = (kit: Kit) => Promise<Request> | Request

/** The request that succeeds, and those that are refused in ways the walk cannot work out by itself. */
export interface Case {
  ok: Prepare
  refused?: Record<number, Prepare>
}

export const plain = (path: string, body?: Json): Case => ({ ok: () => ({ path, body }) })

/** Something is made, and then something is done to it. */
export const on = (family: string, act: string, body?: Json): Case => ({
  ok: async (kit) => ({ path: `/${family}/${(await kit.make(family)).id}${act}`, body }),
})

const DEVICE = { login: { type: 'device' } }
export const credentials = (kit: Kit, password: string): Json => ({
  ...DEVICE,
  user: { domain: 'harbour-house', email: kit.world.all('users')[0]?.email, password },
})

/** A card that somebody holds, activated or not. */
export async function heldCard(kit: Kit, activated: boolean): Promise<number> {
  const assignment = await kit.make('card_assignments')
  if (activated) await kit.send('POST', { path: `/card_assignments/${assignment.id}/activate` })
  return assignment.card_id
}

export async function asPerson(kit: Kit, path: string): Promise<Request> {
  return { path, key: (await kit.person()).key }
}

export async function resetRequest(kit: Kit, change: Json = {}): Promise<Request> {
  const { email } = await kit.make('users')
  await kit.send('POST', { path: '/users/password', body: { user: { email, domain: 'harbour-house' } }, key: null })
  const words = { password: 'harbour-1', password_confirmation: 'harbour-1' }
  const token = { reset_password_token: kit.mailed('reset_password') }
  return { path: '/users/password', body: { user: { ...words, ...token, ...change } }, key: null }
}

export async function signUpRequest(kit: Kit): Promise<Request> {
  await kit.make('users')
  const user = { password: 'harbour-1', terms_and_conditions: true }
  return { path: '/users/sign_up', body: { user, token: kit.mailed('sign_up') }, key: null }
}

/** Somebody whose two-factor sign-in is on, or is about to be. */
export async function twoFactor(kit: Kit, path: string, on: boolean): Promise<Request> {
  const { key } = await kit.person()
  const { body } = await kit.send('POST', { path: '/user/2fa/otp_secret', key })
  const attempt = { user: { otp_attempt: Number(totp(body.otp_secret, kit.world.clock.now())) } }
  if (on) await kit.send('POST', { path: '/user/2fa/activate', body: attempt, key })
  return { path, body: attempt, key }
}

/** The organization is offered to somebody, who then answers. */
export async function offered(kit: Kit, path: string): Promise<Request> {
  const person = await kit.person()
  await kit.send('POST', {
    path: '/organization/request_transfer',
    body: { organization: { transfer_to_id: person.id } },
  })
  return { path, key: person.key }
}

export async function claimed(kit: Kit, kind: 'controller' | 'reader'): Promise<Request> {
  const boxes = kit.world.all('boxed_devices').filter((box) => box.kind === kind)
  const body = { [kind]: { name: kit.name('Device'), place_id: kit.place } }
  if (boxes.length === 0) {
    const mine = kit.world.all(`${kind}s`).at(-1)
    await kit.send('POST', { path: `/${kind}s/${mine?.id}/deassign` })
    return claimed(kit, kind)
  }
  return { path: `/${kind}s/${boxes[0]?.token}/assign`, body }
}

export async function released(kit: Kit, kind: 'controller' | 'reader'): Promise<Request> {
  await kit.send('POST', await claimed(kit, kind))
  return { path: `/${kind}s/${kit.world.all(`${kind}s`).at(-1)?.id}/deassign` }
}

export async function lockedDown(kit: Kit, act: string): Promise<Request> {
  await kit.send('POST', { path: `/locks/${kit.lock}/lock_down` })
  return { path: `/locks/${kit.lock}/${act}` }
}

/** A door whose controller is away. */
export function offline(kit: Kit, act: string): Request {
  const [controller] = kit.world.all('controllers')
  kit.world.update('controllers', controller?.id ?? 0, { online: false })
  return { path: `/locks/${kit.lock}/${act}` }
}

export const certificate = (beacon: string): Request => ({
  path: '/login/offline_certificate',
  body: { login: { beacon_id: beacon } },
})
/** The reader of the server room, which ordinary people have nothing to do with. */
export const stranger = (kit: Kit): string =>
  String(kit.world.all('readers').find((reader) => reader.name.startsWith('Server room'))?.id)

export const transferTo = (userId: number): Request => ({
  path: '/organization/request_transfer',
  body: { organization: { transfer_to_id: userId } },
})

export const address = async (kit: Kit): Promise<string> => (await kit.make('users')).email

export async function loginOf(kit: Kit): Promise<number> {
  const { key } = await kit.person()
  return (await kit.send('GET', { path: '/login', key })).body.id
}
export async function ownerAsMember(kit: Kit): Promise<number> {
  const owner = kit.world.all('users')[0]?.id ?? 0
  return (await kit.send('GET', { path: '/members', query: { user_id: String(owner) } })).body[0].id
}
/** An assignment that is active. */
export async function assignment(kit: Kit): Promise<number> {
  const { id } = await kit.make('card_assignments')
  await kit.send('POST', { path: `/card_assignments/${id}/activate` })
  return id
}
export async function mailedActivation(kit: Kit): Promise<Request> {
  await kit.make('card_assignments')
  return { path: `/card_assignments/${kit.mailed('activate_card')}/activate_with_token` }
}
