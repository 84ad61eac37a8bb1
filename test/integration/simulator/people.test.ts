import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { totp } from '../../../simulator/api/totp.ts'
import { open, type Client } from './support.ts'

let desk: Client
beforeEach(async () => {
  desk = await open()
})
afterEach(() => desk.close())

async function person() {
  const email = 'ann@example.com'
  const user = (await desk.call('POST', '/users', { user: { email } })).body
  const login = (await desk.call('POST', '/logins', { login: { type: 'device', email } })).body
  return { id: user.id as number, email, key: login.secret as string }
}
const mailed = (about: string) => desk.simulator.world.all('mails').findLast((mail) => mail.about === about)?.token
const lockId = async (name: string) => (await desk.call('GET', `/locks?query=${encodeURIComponent(name)}`)).body[0].id

describe('logins', () => {
  it('are ten API keys at most', async () => {
    const make = () => desk.call('POST', '/logins', { login: { type: 'api' } })
    // The world came with one.
    for (let count = 1; count < 10; count++) expect((await make()).status).toBe(200)
    expect(await make()).toMatchObject({ status: 422, body: { errors: { type: [expect.any(String)] } } })
  })

  it('stop when access is switched off, and work again afterwards', async () => {
    const { id, key } = await person()
    const enable = (on: boolean) => desk.call('PATCH', `/users/${id}`, { user: { access_enabled: on } })
    await enable(false)
    expect(await desk.call('GET', '/user', undefined, key)).toMatchObject({ status: 403, body: { code: 'fcd8ff' } })
    await enable(true)
    expect((await desk.call('GET', '/user', undefined, key)).status).toBe(200)
  })

  it('have one primary device a user', async () => {
    const { email, key } = await person()
    const other = (await desk.call('POST', '/logins', { login: { type: 'device', email } })).body
    await desk.call('POST', '/login/promote', undefined, key)
    await desk.call('POST', `/logins/${other.id}/promote`, undefined, key)
    const list = (await desk.call('GET', '/logins', undefined, key)).body
    expect(list.map((each: { primary: boolean }) => each.primary)).toEqual([false, true])
  })
})

describe('an account', () => {
  it('is signed up by the mailed token, gets a new password by another, and each works once', async () => {
    const { email } = await person()
    const token = mailed('sign_up')
    const signUp = (words: object) => desk.call('POST', '/users/sign_up', { token, user: words }, null)
    expect((await signUp({ password: 'one', terms_and_conditions: false })).status).toBe(422)
    expect((await signUp({ password: 'one', terms_and_conditions: true })).status).toBe(200)
    expect((await signUp({ password: 'two', terms_and_conditions: true })).status).toBe(409)
    await desk.call('POST', '/users/password', { user: { email, domain: 'harbour-house' } }, null)
    const words = { password: 'three', password_confirmation: 'three', reset_password_token: mailed('reset_password') }
    const reset = () => desk.call('PATCH', '/users/password', { user: words }, null)
    expect((await reset()).status).toBe(204)
    expect((await reset()).status).toBe(401)
    const signIn = (password: string) =>
      desk.call(
        'POST',
        '/logins',
        { login: { type: 'device' }, user: { domain: 'harbour-house', email, password } },
        null,
      )
    expect((await signIn('one')).body.code).toBe('afc516')
    expect((await signIn('three')).status).toBe(200)
  })

  it('with two factors wants a code at sign-in, and takes each backup code once', async () => {
    const { email, key } = await person()
    const token = mailed('sign_up')
    await desk.call('POST', '/users/sign_up', { token, user: { password: 'one', terms_and_conditions: true } }, null)
    const { otp_secret: secret } = (await desk.call('POST', '/user/2fa/otp_secret', undefined, key)).body
    const code = () => Number(totp(secret, desk.simulator.world.clock.now()))
    await desk.call('POST', '/user/2fa/activate', { user: { otp_attempt: code() } }, key)
    const { backup_codes: codes } = (await desk.call('POST', '/user/2fa/backup_codes', undefined, key)).body
    const signIn = (otp_attempt?: string) =>
      desk.call('POST', '/logins', { login: { type: 'device' }, user: { email, password: 'one', otp_attempt } }, null)
    expect(await signIn()).toMatchObject({ status: 401, body: { code: 'afc526' } })
    expect(await signIn('nonsense')).toMatchObject({ status: 401, body: { code: 'afc536' } })
    expect((await signIn(String(code()))).status).toBe(200)
    expect((await signIn(codes[0])).status).toBe(200)
    expect((await signIn(codes[0])).status).toBe(401)
  })

  it('hands the organization over, and the former owner stays an administrator', async () => {
    const { id, key } = await person()
    await desk.call('POST', '/organization/request_transfer', { organization: { transfer_to_id: id } })
    expect((await desk.call('GET', '/organization/transfers', undefined, key)).body).toHaveLength(1)
    expect((await desk.call('POST', '/organization/accept_transfer')).status).toBe(403)
    expect((await desk.call('POST', '/organization/accept_transfer', undefined, key)).status).toBe(204)
    expect((await desk.call('GET', '/organization')).body.user_id).toBe(id)
    expect((await desk.call('POST', '/organization/cancel_transfer')).status).toBe(403)
    expect((await desk.call('GET', '/organization/settings')).status).toBe(200)
  })
})

describe('teams', () => {
  it('give their rights to their members for as long as they are members', async () => {
    const { id, key } = await person()
    const unlock = async () => desk.call('POST', `/locks/${await lockId('Server room')}/unlock`, undefined, key)
    const team = (await desk.call('POST', '/teams', { team: { name: 'Operators' } })).body
    const [group] = (await desk.call('GET', '/groups?query=Server')).body
    const right = { applies_to_type: 'Group', applies_to_id: group.id, role_id: 'group_basic' }
    const created = await desk.call('POST', '/role_assignments', {
      role_assignment: { ...right, assignee_type: 'Team', assignee_id: team.id },
    })
    expect(created.body).toMatchObject({
      assignee_team_id: team.id,
      assignee: { resource_type: 'Team', name: 'Operators' },
    })
    expect((await unlock()).status).toBe(403)
    const member = { team_id: team.id, member_type: 'User', member_id: id }
    const membership = (await desk.call('POST', '/team_memberships', { team_membership: member })).body
    expect((await unlock()).status).toBe(200)
    expect((await desk.call('POST', '/team_memberships', { team_membership: member })).status).toBe(422)
    await desk.call('DELETE', `/team_memberships/${membership.id}`)
    expect((await unlock()).status).toBe(403)
  })

  it('take their rights with them when they go', async () => {
    const team = (await desk.call('POST', '/teams', { team: { name: 'Operators' } })).body
    const right = { applies_to_type: 'Place', applies_to_id: 601, role_id: 'place_access_manager' }
    const assignment = { ...right, assignee_type: 'Team', assignee_id: team.id }
    const { id } = (await desk.call('POST', '/role_assignments', { role_assignment: assignment })).body
    await desk.call('DELETE', `/teams/${team.id}`)
    expect((await desk.call('GET', `/role_assignments/${id}`)).status).toBe(404)
  })
})

describe('the older forms', () => {
  it('show users as members under ids of their own, and change the user', async () => {
    const created = (await desk.call('POST', '/members', { member: { email: 'bo@example.com', name: 'Bo' } })).body
    expect(created.id).not.toBe(created.user_id)
    await desk.call('PATCH', `/members/${created.id}`, { member: { name: 'Bob' } })
    expect((await desk.call('GET', `/users/${created.user_id}`)).body.name).toBe('Bob')
    expect((await desk.call('GET', `/members?ids=${created.id}`)).body).toHaveLength(1)
    await desk.call('DELETE', `/members/${created.id}`)
    expect((await desk.call('GET', `/users/${created.user_id}`)).status).toBe(404)
  })

  it('show rights of users on groups as shares, and make them by e-mail', async () => {
    const [group] = (await desk.call('GET', '/groups?query=Visitors')).body
    const share = { email: 'bo@example.com', group_id: group.id, role_id: 'manager' }
    const created = await desk.call('POST', '/shares', { share })
    expect(created.body).toMatchObject({ role_id: 'manager', user: { email: 'bo@example.com' } })
    expect((await desk.call('GET', `/role_assignments/${created.body.id}`)).body.role_id).toBe('group_manager')
    expect((await desk.call('POST', '/shares', { share })).status).toBe(422)
    await desk.call('PATCH', `/shares/${created.body.id}`, { share: { role_id: 'basic' } })
    expect((await desk.call('GET', `/role_assignments/${created.body.id}`)).body.role_id).toBe('group_basic')
    expect((await desk.call('PATCH', '/shares/77777', { share: {} })).status).toBe(404)
  })
})
