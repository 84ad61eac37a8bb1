import type { Json, Kit } from './kit.ts'

/** How one of a family is made: its root and the smallest body that is enough. */
export interface Sample {
  root: string
  variants?: readonly string[]
  body(kit: Kit, variant: string): Promise<Json> | Json
  /** A change that PATCH takes. */
  update?: Json
  /** The queries that the list, or the creation, needs. */
  listQuery?(kit: Kit, row: Json): Record<string, string>
  createQuery?(kit: Kit): Promise<Record<string, string>>
  /** For families without a POST. */
  existing?(kit: Kit): Promise<Json> | Json
}

const id = async (kit: Kit, family: string): Promise<number> => (await kit.make(family)).id

const ofGroup = (_kit: Kit, row: Json) => ({ group_id: String(row.group_id) })
const DAYS = Object.fromEntries(
  'monday tuesday wednesday thursday friday saturday sunday'.split(' ').map((day) => [day, day === 'monday']),
)

/** The first of a list that the world came with. */
const first =
  (path: string) =>
  async (kit: Kit): Promise<Json> =>
    (await kit.send('GET', { path })).body[0]

/** A channel of a controller that nothing hangs on. */
function free(kit: Kit, part: 'relay' | 'input' | 'wiegand'): number {
  const tables = { relay: 'controller_relays', input: 'controller_inputs', wiegand: 'controller_wiegands' } as const
  const column = `controller_${part}_id`
  const taken = new Set(kit.world.all(`controller_${part}_connections`).map((row) => (row as unknown as Json)[column]))
  const channel = kit.world.all(tables[part]).find((row) => !taken.has(row.id))
  if (channel) return channel.id
  // All are taken: the oldest connection that a case made is taken away.
  const last = kit.world.all(`controller_${part}_connections`).at(-1)
  kit.world.remove(`controller_${part}_connections`, last?.id ?? 0)
  return (last as unknown as Json)[column]
}

const ofController = (table: 'controller_relays' | 'controller_inputs' | 'controller_wiegands', column: string) => {
  return (kit: Kit, row: Json) => ({ controller_id: String(kit.world.get(table, row[column])?.controller_id) })
}

const LOW: Record<string, Json> = {
  'mifare_desfire (Kisi pass)': { type: 'mifare_desfire' },
  third_party_hf: { type: 'third_party_hf' },
  third_party_hf_mifare_classic: { type: 'third_party_hf_mifare_classic' },
  'LF with facility code (hid_corporate1000_35, hid_h10301, hid_h10304, hid_h2004064, em_410x_26, hid_d10202)': {
    type: 'third_party_lf_hid_h10301',
    facility_code: 7,
  },
  'LF hid_h10302': { type: 'third_party_lf_hid_h10302' },
  'LF em_410x_32_34': { type: 'third_party_lf_em_410x_32_34' },
  'LF keyscan_c15001': { type: 'third_party_lf_keyscan_c15001', facility_code: 7, oem: 1 },
  'third_party_lf (raw)': { type: 'third_party_lf', length: 26 },
  'third_party_qr_code / third_party_barcode': { type: 'third_party_qr_code' },
}

function card(kit: Kit, variant: string): Json {
  const fixed = LOW[variant]
  const number = kit.next()
  const uid = (0xabc000 + number).toString(16)
  if (fixed.type === 'mifare_desfire') return { ...fixed, token: `T${number}` }
  if (fixed.type === 'third_party_hf_mifare_classic') return { ...fixed, data_block_value: uid }
  if (fixed.type === 'third_party_lf_em_410x_32_34') return { ...fixed, card_id: 4_000_000_000 + number }
  if (fixed.type.startsWith('third_party_lf_')) return { ...fixed, card_number: number }
  return { ...fixed, uid }
}

async function target(kit: Kit, variant: string): Promise<Json> {
  const level = variant.toLowerCase()
  const family = { group: 'groups', place: 'places' }[level]
  const applies = family ? await id(kit, family) : kit.world.all('organizations')[0]?.id
  const roles: Record<string, string> = { group: 'group_basic', place: 'place_access_manager' }
  return {
    applies_to_type: variant,
    applies_to_id: applies,
    assignee_type: 'User',
    assignee_id: await id(kit, 'users'),
    role_id: roles[level] ?? 'organization_observer',
  }
}

async function invite(kit: Kit, variant: string): Promise<Json> {
  const family = { Group: 'groups', Place: 'places', Team: 'teams' }[variant] ?? ''
  const roles: Record<string, Json> = { Group: {}, Place: { role_id: 'place_access_manager' } }
  return {
    invites_to_type: variant,
    invites_to_id: await id(kit, family),
    invitee: { resource_type: 'Guest', name: kit.name('Guest'), email: null, phone_number: null },
    access_key: { link_enabled: true },
    ...(roles[variant] ? { role_assignment: roles[variant] } : {}),
  }
}

const SCHEDULE: Record<string, Json> = {
  recurring_event: { type: 'recurring_event', ...DAYS },
  single_event: { type: 'single_event', starts_at: '2031-01-01T08:00:00Z', ends_at: '2031-01-01T09:00:00Z' },
  single_all_day_event: { type: 'single_all_day_event', starts_at_date: '2031-01-01', ends_at_date: '2031-01-02' },
  holiday_calendar: { type: 'holiday_calendar', region: 'nl', observed: true },
}

async function schedule(kit: Kit, variant: string): Promise<Json> {
  const aim = { consequence: 'unlock', scheduleable_type: 'Lock', scheduleable_id: await id(kit, 'locks') }
  return { enabled: true, ...aim, ...SCHEDULE[variant] }
}

const KEY = { api_key: 'k' }
async function integration(kit: Kit, variant: string): Promise<Json> {
  const place = { place_id: kit.place, ...KEY }
  const own: Record<string, Json> = {
    event_webhook: { url: 'http://127.0.0.1:9/hook', enabled_events: ['lock.unlock'] },
    active_directory_user_import: { active_directory_group_id: 'g', active_directory_tenant_id: 't' },
    jumpcloud_user_import: KEY,
    braxos_elevator: place,
    rhombus_systems_camera: { ...place, certificate: 'c', private_key: 'p' },
  }
  return { name: kit.name('Integration'), type: variant, enabled: false, ...own[variant] }
}

async function relay(kit: Kit, variant: string): Promise<Json> {
  const zone = { zone_id: kit.world.all('zones')[0]?.id }
  const own: Record<string, Json> = { lock: { lock_id: kit.lock }, siren: zone, third_party_alarm: zone }
  if (variant === 'elevator_stop') own.elevator_stop = { elevator_stop_id: await id(kit, 'elevator_stops') }
  return { type: variant, controller_relay_id: free(kit, 'relay'), ...own[variant] }
}

function input(kit: Kit, variant: string): Json {
  const lock = { lock_id: kit.lock }
  const own: Record<string, Json> = {
    ...{ contact_sensor: lock, request_to_exit: lock },
    third_party_alarm: { action: 'away', zone_id: kit.world.all('zones')[0]?.id },
  }
  return { type: variant, controller_input_id: free(kit, 'input'), ...own[variant] }
}

const named = (what: string) => (kit: Kit) => ({ name: kit.name(what) })
const inPlace = (what: string) => (kit: Kit) => ({ name: kit.name(what), place_id: kit.place })
const renamed = { name: 'Renamed' }
const someone = (kit: Kit) => ({ email: `person.${kit.next()}@example.com` })
const file = (kit: Kit) => ({ file_name: `file-${kit.next()}.csv` })

export const SAMPLES: Record<string, Sample> = {
  users: { root: 'user', body: someone, update: renamed },
  members: { root: 'member', body: someone, update: renamed },
  places: { root: 'place', body: (kit) => ({ name: kit.name('Place'), address: 'Somewhere 1' }), update: renamed },
  floors: {
    root: 'floor',
    body: (kit) => ({ ...inPlace('Floor')(kit), number: 7 }),
    update: renamed,
    listQuery: (kit) => ({ place_id: String(kit.place) }),
  },
  locks: { root: 'lock', body: inPlace('Door'), update: { ...renamed, favorite: true } },
  groups: { root: 'group', body: named('Group'), update: renamed },
  group_locks: {
    root: 'group_lock',
    body: async (kit) => ({ group_id: await id(kit, 'groups'), lock_id: kit.lock }),
    listQuery: ofGroup,
  },
  group_terminals: {
    root: 'group_terminal',
    body: async (kit) => ({ group_id: await id(kit, 'groups'), terminal_id: await id(kit, 'terminals') }),
    listQuery: ofGroup,
  },
  group_zones: {
    root: 'group_zone',
    body: async (kit) => ({ group_id: await id(kit, 'groups'), zone_id: kit.world.all('zones')[0]?.id }),
    listQuery: ofGroup,
  },
  group_elevator_stops: {
    root: 'group_elevator_stop',
    body: async (kit) => ({ elevator_stop_id: await id(kit, 'elevator_stops') }),
    createQuery: async (kit) => ({ group_id: String(await id(kit, 'groups')) }),
    listQuery: ofGroup,
  },
  group_links: {
    root: 'group_link',
    body: async (kit) => ({ ...named('Link')(kit), group_id: await id(kit, 'groups') }),
  },
  guests: { root: 'guest', body: named('Guest') },
  invites: { root: 'invite', variants: ['Group', 'Place', 'Team'], body: invite },
  role_assignments: {
    ...{ root: 'role_assignment', variants: ['Group', 'Place', 'Organization'], body: target },
    update: { notify: true },
  },
  shares: {
    root: 'share',
    body: async (kit) => ({ ...someone(kit), group_id: await id(kit, 'groups') }),
    update: { role_id: 'manager' },
  },
  teams: { root: 'team', body: named('Team'), update: renamed },
  team_memberships: {
    root: 'team_membership',
    body: async (kit) => ({ team_id: await id(kit, 'teams'), member_type: 'User', member_id: await id(kit, 'users') }),
  },
  cards: { root: 'card', variants: Object.keys(LOW), body: card },
  card_assignments: {
    root: 'card_assignment',
    body: async (kit) => ({
      assignee_type: 'User',
      assignee_id: await id(kit, 'users'),
      card_id: await id(kit, 'cards'),
    }),
    update: { two_factor_pin: '1234' },
  },
  csv_card_imports: { root: 'csv_card_import', body: file },
  csv_user_imports: { root: 'csv_user_import', body: file },
  event_sets: { root: 'event_set', body: () => ({ event_type: 'guest.create' }) },
  integrations: { root: 'integration', variants: INTEGRATIONS(), body: integration, update: renamed },
  schedules: { root: 'schedule', variants: Object.keys(SCHEDULE), body: schedule, update: renamed },
  controllers: { root: 'controller', body: inPlace('Controller'), update: renamed, existing: first('/controllers') },
  readers: { root: 'reader', body: inPlace('Reader'), update: renamed, existing: first('/readers') },
  wireless_locks: { root: 'wireless_lock', body: () => ({}), existing: first('/wireless_locks') },
  controller_relay_connections: {
    ...{ root: 'controller_relay_connection', variants: ['lock', 'elevator_stop', 'siren', 'third_party_alarm'] },
    ...{ body: relay, update: { duration: 9 } },
    listQuery: ofController('controller_relays', 'controller_relay_id'),
  },
  controller_input_connections: {
    root: 'controller_input_connection',
    variants: ['contact_sensor', 'request_to_exit', 'third_party_alarm', 'tamper_detection'],
    ...{ body: input, update: { duration: 9 } },
    listQuery: ofController('controller_inputs', 'controller_input_id'),
  },
  controller_wiegand_connections: {
    root: 'controller_wiegand_connection',
    variants: ['legacy_reader', 'legacy_controller', 'legacy_keypad_reader'],
    body: (kit, variant) => ({ type: variant, controller_wiegand_id: free(kit, 'wiegand'), lock_id: kit.lock }),
    update: renamed,
    listQuery: ofController('controller_wiegands', 'controller_wiegand_id'),
  },
  terminals: { root: 'terminal', body: inPlace('Terminal'), update: renamed },
  elevators: { root: 'elevator', body: inPlace('Lift'), update: renamed },
  elevator_stops: {
    root: 'elevator_stop',
    body: async (kit) => ({ elevator_id: await id(kit, 'elevators'), floor_id: await id(kit, 'floors') }),
    update: { time_restriction_enabled: true },
    listQuery: (kit) => ({ place_id: String(kit.place) }),
  },
  cameras: { root: 'camera', body: (kit) => ({ lock_id: kit.lock, remote_id: kit.name('cam') }), update: renamed },
  reports: { root: 'report', body: (kit) => ({ ...named('Report')(kit), reporter_id: 3 }) },
  scheduled_reports: {
    root: 'scheduled_report',
    body: (kit) => ({
      ...{ ...named('Report')(kit), reporter_id: 3, period: 'week', frequency: 1, scheduled_at: '2031-01-01' },
      time_zone: 'Europe/Amsterdam',
    }),
    update: renamed,
  },
}

function INTEGRATIONS(): string[] {
  return 'event_webhook active_directory_user_import jumpcloud_user_import braxos_elevator rhombus_systems_camera'.split(
    ' ',
  )
}
