import { deriveHex } from '../../world/derive.ts'
import { REFUSALS } from '../../world/refusals.ts'
import type { CardAssignmentRow, CardRow, Json } from '../../world/rows.ts'
import type { World } from '../../world/world.ts'
import { demand, done, record, wordOf, type Answer, type Call } from '../call.ts'
import { byColumn, TEN, EVERYTHING, type Action, type Resource } from '../description.ts'
import { Invalid, type Problems } from '../errors.ts'
import { shortObject } from '../references.ts'
import { sendMail } from '../mail.ts'
import { madeBy } from './access.ts'

type Identifier = 'token' | 'uid' | 'data_block_value' | 'facility_code' | 'card_number' | 'card_id' | 'oem' | 'length'

/** The identifiers each type of card is enrolled with (reference E, "Cards"). */
const IDENTIFIERS: Record<string, readonly Identifier[]> = {
  mifare_desfire: ['token'],
  third_party_hf: ['uid'],
  third_party_hf_mifare_classic: ['data_block_value'],
  third_party_lf_hid_corporate1000_35: ['facility_code', 'card_number'],
  third_party_lf_hid_h10301: ['facility_code', 'card_number'],
  third_party_lf_hid_h10304: ['facility_code', 'card_number'],
  third_party_lf_hid_h2004064: ['facility_code', 'card_number'],
  third_party_lf_em_410x_26: ['facility_code', 'card_number'],
  third_party_lf_hid_d10202: ['facility_code', 'card_number'],
  third_party_lf_hid_h10302: ['card_number'],
  third_party_lf_em_410x_32_34: ['card_id'],
  third_party_lf_keyscan_c15001: ['facility_code', 'card_number', 'oem'],
  third_party_lf: ['uid', 'length'],
  third_party_qr_code: ['uid'],
  third_party_barcode: ['uid'],
}
const ALL_IDENTIFIERS = [...new Set(Object.values(IDENTIFIERS).flat())]

const isFormatted = (type: string) => type.startsWith('third_party_lf_')
const isOptical = (type: string) => type === 'third_party_qr_code' || type === 'third_party_barcode'

function identifierProblems(card: CardRow): Problems | null {
  const problems: Problems = {}
  for (const name of IDENTIFIERS[card.type] ?? []) {
    if (card[name] === null || card[name] === '') problems[name] = ["can't be blank"]
  }
  if (card.uid !== null && !isOptical(card.type) && !/^[0-9a-f]{6,16}$/i.test(card.uid)) {
    problems.uid = ['must be 6 to 16 hexadecimal digits']
  }
  return Object.keys(problems).length > 0 ? problems : null
}

/** Low-frequency cards answer with a uid worked out of their numbers, in hex. */
function shownUid(card: CardRow, world: World): string | null {
  if (card.type === 'mifare_desfire') return deriveHex(world.seed, 'card/uid', card.id).slice(0, 14)
  if (!isFormatted(card.type)) return card.uid
  if (card.card_id !== null) return card.card_id.toString(16).padStart(8, '0')
  const facility = (card.facility_code ?? 0).toString(16).padStart(4, '0')
  return facility + (card.card_number ?? 0).toString(16).padStart(6, '0')
}

function kindOf(type: string): Record<string, Json> {
  if (type === 'mifare_desfire')
    return { model: 'card-black-2.0', frequency: 'HF', color: 'black', form_factor: 'card' }
  if (isOptical(type)) return { model: 'credential-third-party-optical', frequency: 'optical' }
  if (type.startsWith('third_party_hf')) return { model: 'credential-third-party', frequency: 'HF' }
  const format: Record<string, Json> = isFormatted(type) ? { format_name: type.slice('third_party_lf_'.length) } : {}
  return { model: 'credential-third-party-lf', frequency: 'LF', ...format }
}

export const assignmentOf = (world: World, cardId: number): CardAssignmentRow | undefined =>
  world.where('card_assignments', 'card_id', cardId)[0]

const statusOf = (world: World, cardId: number) => assignmentOf(world, cardId)?.status ?? 'unassigned'

const number = { kind: 'integer', least: 0, nullable: true } as const

export const cards: Resource<'cards'> = {
  table: 'cards',
  root: 'card',
  type: 'Card',
  showsType: false,
  permission: 'cards',
  operations: ['list', 'fetch', 'create', 'delete'],
  page: TEN,
  fields: {
    type: { kind: 'choice', values: Object.keys(IDENTIFIERS), required: true },
    token: { kind: 'text', nullable: true },
    uid: { kind: 'text', nullable: true, longest: 2000 },
    data_block_value: { kind: 'text', nullable: true },
    facility_code: { ...number, most: 65_535 },
    card_number: { ...number, most: 2 ** 35 - 1 },
    card_id: { ...number, most: 2 ** 32 - 1 },
    oem: { ...number, most: 1023 },
    length: { ...number, least: 1, most: 256 },
  },
  hidden: ['version', ...ALL_IDENTIFIERS],
  filters: {
    status: { kind: 'text', keep: (row, value, { world }) => statusOf(world, row.id) === value },
    token: byColumn('token', 'text'),
    uid: {
      kind: 'text',
      keep: (row, value, { world }) => shownUid(row, world)?.toLowerCase() === String(value).toLowerCase(),
    },
    data_block_value: byColumn('data_block_value', 'text'),
    facility_code: byColumn('facility_code'),
    card_number: byColumn('card_number'),
    card_id: byColumn('card_id'),
    activated: {
      kind: 'boolean',
      keep: (row, value, { world }) => (statusOf(world, row.id) === 'activated') === value,
    },
    user_id: {
      kind: 'integer',
      keep: (row, value, { world }) => {
        const assignment = assignmentOf(world, row.id)
        return assignment?.assignee_type === 'User' && assignment.assignee_id === value
      },
    },
  },
  sort: { last_used_at: (row) => row.last_used_at },
  // Fields that are not of the card's type are dropped, so that they cannot tell two alike cards apart.
  prepare: (body) => {
    const type = wordOf(body.type)
    const own: readonly string[] = Object.hasOwn(IDENTIFIERS, type) ? (IDENTIFIERS[type] ?? []) : []
    return Object.fromEntries(Object.entries(body).filter(([key]) => key === 'type' || own.includes(key)))
  },
  columns: () => ({ last_used_at: null, version: '3C' }),
  check(values, call) {
    const problems = identifierProblems(values)
    if (problems) return problems
    const own = IDENTIFIERS[values.type] ?? []
    const alike = call.world
      .where('cards', 'type', values.type)
      .some((each) => own.every((name) => each[name] === values[name]))
    return alike ? REFUSALS.cardTaken : null
  },
  view(row, { world }) {
    const shown: Record<string, Json> = { ...kindOf(row.type), third_party: row.type !== 'mifare_desfire' }
    // How many bits a raw card has is asked for and never shown.
    for (const name of IDENTIFIERS[row.type] ?? []) if (name !== 'length') shown[name] = row[name]
    if (row.type !== 'third_party_hf_mifare_classic') shown.uid = shownUid(row, world)
    const assignment = assignmentOf(world, row.id)
    const user = assignment?.assignee_type === 'User' ? assignment.assignee_id : null
    const low = row.type.startsWith('third_party_lf')
    return {
      ...shown,
      ...(low ? { two_factor_pin: assignment?.two_factor_pin ?? null } : {}),
      ...(low ? { send_two_factor_pin_notification: assignment?.send_two_factor_pin_notification ?? false } : {}),
      assigned: assignment !== undefined,
      assigned_at: assignment?.created_at ?? null,
      assigned_by_id: assignment?.created_by_id ?? null,
      activated: assignment?.status === 'activated',
      activated_at: assignment?.activated_at ?? null,
      deactivated_at: null,
      user_id: user,
      ...(user === null ? {} : { user: shortObject(world, 'users', user) ?? null }),
    }
  },
  own: (row, call) => {
    const assignment = assignmentOf(call.world, row.id)
    return assignment?.assignee_type === 'User' && assignment.assignee_id === call.caller?.user.id
  },
  dependents: (row, world) =>
    world.where('card_assignments', 'card_id', row.id).map(({ id }) => ['card_assignments', id] as const),
  about: (row) => ({ type: 'Card', id: row.id, name: cardName(row) }),
}

/** The number printed on an EM4100 card, or whatever else names it. */
function cardName(card: CardRow | undefined): string {
  if (!card) return 'Card'
  if (card.card_id !== null) return `Card ${String(card.card_id).padStart(10, '0')}`
  return `Card ${card.token ?? card.uid ?? card.data_block_value ?? card.card_number ?? card.id}`
}

/** The holder of a new card is sent the token that activates it. */
export function mailActivation(row: CardAssignmentRow, { world }: Call): void {
  const holder = world.get(row.assignee_type === 'User' ? 'users' : 'guests', row.assignee_id)
  const token = sendMail(world, holder?.email ?? '', 'activate_card', null)
  world.update('card_assignments', row.id, { activation_token: token }, false)
}

export function setStatus(
  row: CardAssignmentRow,
  status: 'activated' | 'deactivated',
  verb: string,
  call: Call,
): Answer {
  if (row.status === status) throw new Invalid({ status: [`is already ${status}`] })
  const at = status === 'activated' ? call.world.clock.iso() : null
  call.world.update('card_assignments', row.id, { status, activated_at: at })
  const card = call.world.get('cards', row.card_id)
  record(call, { type: `card.${verb}`, object: { type: 'Card', id: row.card_id, name: cardName(card) } })
  return done
}

const turn =
  (status: 'activated' | 'deactivated', verb: string): Action<CardAssignmentRow> =>
  (row, call) => {
    demand(call, 'card_assignments_write')
    return setStatus(row, status, verb, call)
  }

export const cardAssignments: Resource<'card_assignments'> = {
  table: 'card_assignments',
  root: 'card_assignment',
  type: 'CardAssignment',
  permission: 'card_assignments',
  operations: EVERYTHING,
  page: TEN,
  fields: {
    assignee_type: { kind: 'choice', values: ['User', 'Guest'], required: true, editable: false },
    assignee_id: { kind: 'integer', required: true, editable: false },
    card_id: { kind: 'integer', required: true, to: 'cards', editable: false },
    two_factor_pin: { kind: 'text', nullable: true, longest: 4 },
    send_two_factor_pin_notification: { kind: 'boolean', default: false },
  },
  hidden: ['activated_at', 'activation_token'],
  links: [{ as: 'created_by', column: 'created_by_id', to: { typeColumn: 'created_by_type' } }],
  filters: {
    assignee_type: byColumn('assignee_type', 'text'),
    assignee_id: byColumn('assignee_id'),
    status: byColumn('status', 'text'),
    card_id: byColumn('card_id'),
    user_id: { kind: 'integer', keep: (row, value) => row.assignee_type === 'User' && row.assignee_id === value },
    guest_id: { kind: 'integer', keep: (row, value) => row.assignee_type === 'Guest' && row.assignee_id === value },
  },
  prepare: ({ user_id: user, guest_id: guest, ...body }) => ({
    ...(typeof user === 'number' ? { assignee_type: 'User', assignee_id: user } : {}),
    ...(typeof guest === 'number' ? { assignee_type: 'Guest', assignee_id: guest } : {}),
    ...body,
  }),
  columns: (values, call) => ({
    ...madeBy(values, call),
    status: 'deactivated',
    activated_at: null,
  }),
  after(row, call, _body, creating) {
    if (creating) mailActivation(row, call)
  },
  check(values, call): Problems | null {
    const table = values.assignee_type === 'User' ? 'users' : 'guests'
    if (!call.world.get(table, values.assignee_id)) return { assignee_id: ['must exist'] }
    const pin = values.two_factor_pin
    return pin !== null && !/^\d{4}$/.test(pin) ? { two_factor_pin: ['must have four digits'] } : null
  },
  unique: [['card_id']],
  view: (row) => ({
    user_id: row.assignee_type === 'User' ? row.assignee_id : null,
    guest_id: row.assignee_type === 'Guest' ? row.assignee_id : null,
  }),
  own: (row, call) => row.assignee_type === 'User' && row.assignee_id === call.caller?.user.id,
  events: { create: 'card.assign', update: 'card.update', delete: 'card.deassign' },
  about: (row, world) => ({ type: 'Card', id: row.card_id, name: cardName(world.get('cards', row.card_id)) }),
  actions: { activate: turn('activated', 'activate'), deactivate: turn('deactivated', 'deactivate') },
}
