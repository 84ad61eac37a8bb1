import type { Kit, Request } from './kit.ts'
import {
  type Case,
  on,
  plain,
  address,
  asPerson,
  assignment,
  certificate,
  claimed,
  credentials,
  heldCard,
  lockedDown,
  loginOf,
  mailedActivation,
  offered,
  offline,
  ownerAsMember,
  released,
  resetRequest,
  signUpRequest,
  stranger,
  transferTo,
  twoFactor,
} from './preparations.ts'

function onDoor(act: string): Case {
  return {
    async ok(kit) {
      const [controller] = kit.world.all('controllers')
      kit.world.update('controllers', controller?.id ?? 0, { online: true })
      await kit.send('POST', { path: `/locks/${kit.lock}/cancel_lockdown` })
      return { path: `/locks/${kit.lock}/${act}` }
    },
    refused: {
      403: async (kit) => ({ path: `/locks/${(await kit.make('locks')).id}/${act}`, key: kit.ordinary }),
      409: (kit) => lockedDown(kit, act),
      503: async (kit) => {
        await kit.send('POST', { path: `/locks/${kit.lock}/cancel_lockdown` })
        return offline(kit, act)
      },
    },
  }
}

const calendar = (kit: Kit): Request => ({
  path: '/calendar/summary',
  query: { around: '2031-01-01T00:00:00Z/P7D', consequence: 'unlock', lock_id: String(kit.lock) },
})
const holidays = (query: Record<string, string> = {}): Request => ({
  path: '/holiday_calendars/nl/holidays',
  query: { year: '2031', observed: 'true', ...query },
})

export const CASES: Record<string, Case> = {
  'GET /logins': plain('/logins'),
  'POST /logins': {
    ok: (kit) => ({
      path: '/logins',
      body: { login: { type: 'api', name: kit.name('Key') }, user: {} },
      key: kit.owner,
    }),
    refused: {
      401: (kit) => ({ path: '/logins', body: credentials(kit, 'wrong'), key: null }),
      403: (kit) => ({ path: '/logins', body: { login: { type: 'api' } }, key: kit.ordinary }),
      404: () => ({ path: '/logins', body: { login: { type: 'device', email: 'nobody@example.com' } } }),
    },
  },
  'DELETE /logins/{id}': { ok: async (kit) => ({ path: `/logins/${await loginOf(kit)}` }) },
  'POST /logins/{id}/promote': {
    ok: async (kit) => ({ path: `/logins/${await loginOf(kit)}/promote` }),
    refused: { 422: (kit) => ({ path: `/logins/${kit.world.all('logins')[0]?.id}/promote` }) },
  },
  'POST /logins/resolve': {
    async ok(kit) {
      const { email } = await kit.make('users')
      await kit.send('POST', { path: '/organizations/find', body: { user: { email } }, key: null })
      return { path: '/logins/resolve', body: { login: { resolution_token: kit.mailed('sign_in') } }, key: null }
    },
    refused: { 404: () => ({ path: '/logins/resolve', body: { login: { resolution_token: 'x' } }, key: null }) },
  },
  'GET /login': plain('/login'),
  'PUT /login': plain('/login', { login: { name: 'Desk' } }),
  'DELETE /login': { ok: (kit) => asPerson(kit, '/login') },
  'DELETE /login/elsewhere': { ok: (kit) => asPerson(kit, '/login/elsewhere') },
  'POST /login/promote': {
    ok: (kit) => asPerson(kit, '/login/promote'),
    refused: { 422: () => ({ path: '/login/promote' }) },
  },
  'POST /login/offline_certificate': {
    ok: (kit) => certificate(String(kit.world.all('readers')[0]?.id)),
    refused: {
      403: (kit) => ({ ...certificate(stranger(kit)), key: kit.ordinary }),
      404: () => certificate('77777777'),
    },
  },
  'GET /user': plain('/user'),
  'PATCH /user': {
    ...plain('/user', { user: { locale: 'en' } }),
    refused: { 422: () => ({ path: '/user', body: { user: { locale: 'xx' } } }) },
  },
  'DELETE /user': { ok: (kit) => asPerson(kit, '/user'), refused: { 403: () => ({ path: '/user' }) } },
  'POST /user/2fa/otp_secret': {
    ok: (kit) => asPerson(kit, '/user/2fa/otp_secret'),
    refused: { 422: async (kit) => ({ ...(await twoFactor(kit, '/user/2fa/otp_secret', true)), body: undefined }) },
  },
  'POST /user/2fa/activate': { ok: (kit) => twoFactor(kit, '/user/2fa/activate', false) },
  'POST /user/2fa/deactivate': { ok: (kit) => twoFactor(kit, '/user/2fa/deactivate', true) },
  'POST /user/2fa/backup_codes': { ok: (kit) => asPerson(kit, '/user/2fa/backup_codes') },
  'POST /users/password': plain('/users/password', { user: { email: 'nobody@example.com', domain: 'harbour-house' } }),
  'PATCH /users/password': {
    ok: resetRequest,
    refused: {
      401: (kit) => resetRequest(kit, { reset_password_token: 'x' }),
      422: (kit) => resetRequest(kit, { password_confirmation: 'other' }),
    },
  },
  'POST /users/sign_up': {
    ok: signUpRequest,
    refused: {
      400: async (kit) => ({ path: '/users/sign_up', body: { user: (await signUpRequest(kit)).body.user }, key: null }),
      404: async (kit) => {
        const { body, ...request } = await signUpRequest(kit)
        return { ...request, body: { ...body, token: 'x' } }
      },
      409: async (kit) => {
        const request = await signUpRequest(kit)
        await kit.send('POST', request)
        return request
      },
    },
  },
  'DELETE /users/{id}': {
    ...on('users', ''),
    refused: { 422: (kit) => ({ path: `/users/${kit.world.all('users')[0]?.id}` }) },
  },
  'DELETE /members/{id}': {
    ...on('members', ''),
    refused: { 422: async (kit) => ({ path: `/members/${await ownerAsMember(kit)}` }) },
  },
  'GET /organizations': plain('/organizations'),
  'GET /organizations/{domain}/public': {
    ok: () => ({ path: '/organizations/harbour-house/public', key: null }),
    refused: { 404: () => ({ path: '/organizations/nowhere/public', key: null }) },
  },
  'POST /organizations/find': {
    ok: () => ({ path: '/organizations/find', body: { user: { email: 'a@example.com' } }, key: null }),
  },
  'GET /organization': plain('/organization'),
  'PATCH /organization': {
    ...plain('/organization', { organization: { description: 'Offices' } }),
    refused: { 422: () => ({ path: '/organization', body: { organization: { time_zone: 'Moon/Tranquillity' } } }) },
  },
  'GET /organization/settings': plain('/organization/settings'),
  'GET /organization/dashboard': plain('/organization/dashboard'),
  'POST /organization/generate_next_certificate': plain('/organization/generate_next_certificate'),
  'POST /organization/rotate_certificate': {
    async ok(kit) {
      await kit.send('POST', { path: '/organization/generate_next_certificate' })
      return { path: '/organization/rotate_certificate' }
    },
    refused: {
      422: async (kit) => {
        await kit.send('POST', { path: '/organization/rotate_certificate' })
        return { path: '/organization/rotate_certificate' }
      },
    },
  },
  'GET /organization/transfers': { ok: (kit) => offered(kit, '/organization/transfers') },
  'POST /organization/request_transfer': {
    ok: async (kit) => transferTo((await kit.person()).id),
    refused: { 422: () => transferTo(77777777) },
  },
  'POST /organization/accept_transfer': { ok: (kit) => offered(kit, '/organization/accept_transfer') },
  'POST /organization/reject_transfer': { ok: (kit) => offered(kit, '/organization/reject_transfer') },
  'POST /organization/cancel_transfer': plain('/organization/cancel_transfer'),
  'POST /locks/{id}/unlock': onDoor('unlock'),
  'POST /locks/{id}/first_to_arrive': onDoor('first_to_arrive'),
  'POST /locks/{id}/last_to_leave': onDoor('last_to_leave'),
  'GET /roles': plain('/roles'),
  'GET /roles/{id}': plain('/roles/organization_owner'),
  'POST /cards/{id}/assign': {
    ok: async (kit) => ({
      path: `/cards/${(await kit.make('cards')).id}/assign`,
      body: { card: { email: await address(kit) } },
    }),
  },
  ...Object.fromEntries(
    (['deassign', 'activate', 'deactivate'] as const).map((act): [string, Case] => [
      `POST /cards/{id}/${act}`,
      {
        ok: async (kit) => ({ path: `/cards/${await heldCard(kit, act === 'deactivate')}/${act}` }),
        refused: { 422: async (kit) => ({ path: `/cards/${(await kit.make('cards')).id}/${act}` }) },
      },
    ]),
  ),
  'PATCH /cards/{id}': {
    ok: async (kit) => ({ path: `/cards/${await heldCard(kit, true)}`, body: { card: { two_factor_pin: '1234' } } }),
    refused: {
      422: async (kit) => ({ path: `/cards/${await heldCard(kit, true)}`, body: { card: { two_factor_pin: '1' } } }),
    },
  },
  'POST /cards/{activationToken}/activate_with_token': {
    ok: async (kit) => {
      await kit.make('card_assignments')
      return { path: `/cards/${kit.mailed('activate_card')}/activate_with_token`, key: null }
    },
    refused: { 401: () => ({ path: '/cards/x/activate_with_token', key: null }) },
  },
  'POST /card_assignments/{id}/activate': {
    ...on('card_assignments', '/activate'),
    refused: { 422: async (kit) => ({ path: `/card_assignments/${await assignment(kit)}/activate` }) },
  },
  'POST /card_assignments/{id}/deactivate': {
    ok: async (kit) => ({ path: `/card_assignments/${await assignment(kit)}/deactivate` }),
    refused: {
      422: async (kit) => ({ path: `/card_assignments/${(await kit.make('card_assignments')).id}/deactivate` }),
    },
  },
  'POST /card_assignments/{activation_token}/activate_with_token': {
    ok: mailedActivation,
    refused: {
      404: () => ({ path: '/card_assignments/x/activate_with_token' }),
      422: async (kit) => {
        const request = await mailedActivation(kit)
        await kit.send('POST', request)
        return request
      },
    },
  },
  'POST /signed_upload_urls': plain('/signed_upload_urls', { signed_upload_url: { file_name: 'people.csv' } }),
  'GET /events/types': plain('/events/types'),
  'GET /events/meta': plain('/events/meta'),
  'GET /event_sets/{id}': {
    ...on('event_sets', ''),
    refused: {
      400: async (kit) => ({ path: `/event_sets/${(await kit.make('event_sets')).id}`, query: { cursor: '!' } }),
    },
  },
  'POST /event_sets': {
    ok: async (kit) => ({ path: '/event_sets', body: await kit.body('event_sets') }),
    refused: { 422: () => ({ path: '/event_sets', body: { event_set: { interval: 'yesterday' } } }) },
  },
  'GET /presences': {
    async ok(kit) {
      await kit.send('POST', { path: `/locks/${kit.lock}/unlock` })
      return { path: '/presences', query: { place_id: String(kit.place), date: kit.world.clock.iso() } }
    },
  },
  'GET /calendar/summary': {
    ok: calendar,
    refused: {
      403: (kit) => ({ ...calendar(kit), key: kit.ordinary }),
      404: (kit) => ({ ...calendar(kit), query: { ...calendar(kit).query, lock_id: '77777777' } }),
      422: (kit) => ({ ...calendar(kit), query: { ...calendar(kit).query, group_id: String(kit.group) } }),
    },
  },
  'GET /holiday_calendars/{region}/holidays': {
    ok: () => holidays(),
    refused: { 422: () => ({ ...holidays(), path: '/holiday_calendars/moon/holidays' }) },
  },
  'GET /holiday_calendars/regions': plain('/holiday_calendars/regions'),
  'GET /elevators': {
    async ok(kit) {
      await kit.make('elevators')
      return { path: '/elevators' }
    },
    refused: { 404: () => ({ path: '/elevators', query: { place_id: '77777777' } }) },
  },
  'POST /controllers/{token}/assign': { ok: (kit) => claimed(kit, 'controller') },
  'POST /readers/{token}/assign': { ok: (kit) => claimed(kit, 'reader') },
  'POST /controllers/{id}/deassign': { ok: (kit) => released(kit, 'controller') },
  'POST /readers/{id}/deassign': { ok: (kit) => released(kit, 'reader') },
  'POST /readers/{id}/reset_tamper': {
    ok: (kit) => {
      const [reader] = kit.world.all('readers')
      kit.world.update('readers', reader?.id ?? 0, { tampered: true })
      return { path: `/readers/${reader?.id}/reset_tamper` }
    },
    refused: { 409: (kit) => ({ path: `/readers/${kit.world.all('readers')[1]?.id}/reset_tamper` }) },
  },
  ...Object.fromEntries(
    ['inputs', 'relays', 'wiegands'].map((part): [string, Case] => [
      `GET /controller_${part}`,
      {
        ok: (kit) => ({
          path: `/controller_${part}`,
          query: { controller_id: String(kit.world.all('controllers')[0]?.id) },
        }),
      },
    ]),
  ),
}
