import type { TableName } from '../../world/rows.ts'
import type { World } from '../../world/world.ts'
import { byColumn, EVERYTHING, TEN, type Resource } from '../description.ts'
import { demand, done, record, signedIn, type Answer, type Call } from '../call.ts'
import { Invalid, type Problems } from '../errors.ts'
import { sendMail } from '../mail.ts'
import type { LoginRow } from '../../world/rows.ts'
import { usersWithin } from '../../hardware/reach.ts'

/** The rights and card assignments that end with a person. */
function heldBy(type: 'User' | 'Guest', id: number, world: World): (readonly [TableName, number])[] {
  const held = (row: { assignee_type: string }) => row.assignee_type === type
  return [
    ...world
      .where('role_assignments', 'assignee_id', id)
      .filter(held)
      .map(({ id }) => ['role_assignments', id] as const),
    ...world
      .where('card_assignments', 'assignee_id', id)
      .filter(held)
      .map(({ id }) => ['card_assignments', id] as const),
    ...world
      .where('team_memberships', 'member_id', id)
      .filter((row) => row.member_type === type)
      .map(({ id }) => ['team_memberships', id] as const),
    ...world
      .where('access_keys', 'assignee_id', id)
      .filter(held)
      .map(({ id }) => ['access_keys', id] as const),
  ]
}

export const accessKeys: Resource<'access_keys'> = {
  table: 'access_keys',
  root: 'access_key',
  type: 'AccessKey',
  permission: 'access_keys',
  // They come with an invite and go with the person: no endpoint is published.
  operations: [],
  page: TEN,
  fields: {},
}

export const users: Resource<'users'> = {
  table: 'users',
  root: 'user',
  type: 'User',
  permission: 'users',
  operations: EVERYTHING,
  page: { usual: 50, most: 100 },
  fields: {
    email: { kind: 'email', required: true, editable: false },
    name: { kind: 'text' },
    image: { kind: 'url', nullable: true },
    access_enabled: { kind: 'boolean', default: true },
    password_flow_enabled: { kind: 'boolean', default: true },
    metadata: { kind: 'object', default: {} },
    notes: { kind: 'text', nullable: true, longest: 5000 },
  },
  hidden: ['password', 'locale', 'otp_secret', 'otp_enabled_at', 'otp_backup_codes'],
  filters: {
    place_id: { kind: 'integer', among: (value, call) => usersWithin(call.world, 'place', Number(value)) },
    group_id: { kind: 'integer', among: (value, call) => usersWithin(call.world, 'group', Number(value)) },
    email: { kind: 'text', keep: (row, value) => row.email.toLowerCase() === String(value).toLowerCase() },
    user_id: { kind: 'integer', keep: (row, value) => row.id === value },
  },
  search: (row) => [row.email, row.name, row.notes],
  sort: {
    name: (row) => row.name,
    unlock: (row) => row.last_accessed_at,
    access_enabled: (row) => row.access_enabled,
  },
  prepare: (body) => {
    const { email, name } = body
    // A person invited without a name is called by the mailbox until they sign up.
    if (typeof email === 'string' && (name === undefined || name === null || name === '')) {
      return { ...body, name: email.split('@')[0] ?? email }
    }
    return body
  },
  columns: () => ({ locale: 'en', last_accessed_at: null, password: null }),
  check(values, call, before): Problems | null {
    if (values.name !== null && values.name.trim() === '') return { name: ["can't be blank"] }
    const alike = call.world.all('users').find((each) => each.email.toLowerCase() === values.email.toLowerCase())
    return alike && alike.id !== before?.id ? { email: ['has already been taken'] } : null
  },
  view: (row, { world }) => ({
    otp_required_for_login: Boolean(row.otp_enabled_at),
    scim_access_enabled: false,
    organization_id: world.all('organizations')[0]?.id ?? 0,
    confirmed: true,
    groups_count: world.where('role_assignments', 'assignee_id', row.id).filter((each) => each.assignee_type === 'User')
      .length,
  }),
  own: (row, call) => row.id === call.caller?.user.id,
  // Whoever is new is written to, unless the account is managed for them.
  after(row, { world }, { send_emails: sends }, creating) {
    if (creating && sends !== false) sendMail(world, row.email, 'sign_up', row.id)
  },
  dependents: (row, world) => [
    ...heldBy('User', row.id, world),
    ...world.where('logins', 'user_id', row.id).map(({ id }) => ['logins', id] as const),
    ...world.where('favorites', 'user_id', row.id).map(({ id }) => ['favorites', id] as const),
  ],
  keep: (row, { world }) =>
    world.all('organizations').some((each) => each.user_id === row.id)
      ? { base: ['The owner of the organization cannot be deleted.'] }
      : null,
}

export const guests: Resource<'guests'> = {
  table: 'guests',
  root: 'guest',
  type: 'Guest',
  permission: 'guests',
  operations: ['list', 'fetch', 'create', 'delete'],
  page: TEN,
  fields: {
    name: { kind: 'text', required: true },
    email: { kind: 'email', nullable: true },
    phone_number: { kind: 'text', nullable: true, longest: 40 },
  },
  search: (row) => [row.name, row.email, row.phone_number],
  dependents: (row, world) => heldBy('Guest', row.id, world),
}

/** Makes a device login the primary one of its user; an API key is no device. */
export function promote(row: LoginRow, call: Call): Answer {
  if (row.type !== 'device') throw new Invalid({ type: ['must be a device login'] })
  for (const each of call.world.where('logins', 'user_id', row.user_id)) {
    if (each.primary) call.world.update('logins', each.id, { primary: false })
  }
  call.world.update('logins', row.id, { primary: true })
  record(call, { type: 'login.promote', object: { type: 'Login', id: row.id, name: row.name ?? 'Login' } })
  return done
}

/** Logins as a family: their creation and the present one are functions of their own. */
export const logins: Resource<'logins'> = {
  table: 'logins',
  root: 'login',
  type: 'Login',
  showsType: false,
  permission: 'logins',
  operations: ['list', 'delete'],
  page: TEN,
  fields: {},
  hidden: ['secret', 'revoked', 'device_brand', 'device_model', 'os_name', 'primary'],
  links: [{ as: 'user', column: 'user_id', to: 'users' }],
  filters: { user_id: byColumn('user_id'), scope: { kind: 'text', keep: () => true } },
  view: (row) => ({
    device_brand: row.device_brand,
    device_model: row.device_model,
    os_name: row.os_name,
    primary: row.primary === true,
    app: { name: null, version: null },
    user_agent: { name: null, version: null },
    device: { brand: row.device_brand, model: row.device_model },
    os: { name: row.os_name, version: null },
  }),
  own: (row, call) => row.user_id === call.caller?.user.id,
  about: (row) => ({ type: 'Login', id: row.id, name: row.name ?? 'Login' }),
  actions: {
    promote(row, call) {
      const mine = row.user_id === signedIn(call).user.id
      if (!mine) demand(call, 'logins_write')
      return promote(row, call)
    },
  },
}
