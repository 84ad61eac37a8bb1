import type {
  KisiCard,
  KisiCardAssignment,
  KisiFloor,
  KisiGroup,
  KisiGroupLock,
  KisiLock,
  KisiPlace,
  KisiRoleAssignment,
} from '../kisi/types.ts'

export type SqlValue = string | number | null

/** How one kind of object lies in its table: `mirror_<name>_a` and `_b`, keyed by `id`. */
export interface Table<Item, Row> {
  name: string
  columns: readonly (string & keyof Row)[]
  toRow(item: Item): SqlValue[]
  fromRow(row: Row): Item
}

interface PlaceRow {
  id: number
  name: string
  time_zone: string | null
  locked_down: number
}
export const placeTable: Table<KisiPlace, PlaceRow> = {
  name: 'place',
  columns: ['id', 'name', 'time_zone', 'locked_down'],
  toRow: (place) => [place.id, place.name, place.timeZone, Number(place.lockedDown)],
  fromRow: (row) => ({ id: row.id, name: row.name, timeZone: row.time_zone, lockedDown: row.locked_down === 1 }),
}

interface FloorRow {
  id: number
  name: string
  number: number
  place_id: number
}
export const floorTable: Table<KisiFloor, FloorRow> = {
  name: 'floor',
  columns: ['id', 'name', 'number', 'place_id'],
  toRow: (floor) => [floor.id, floor.name, floor.number, floor.placeId],
  fromRow: (row) => ({ id: row.id, name: row.name, number: row.number, placeId: row.place_id }),
}

/** A lock together with the moment (epoch milliseconds) at which Kisi said so. */
export type SeenLock = KisiLock & { seenAt: number }
export interface LockRow {
  id: number
  name: string
  place_id: number
  floor_id: number | null
  configured: number
  online: number | null
  unlocked: number
  open: number
  locked_down: number
  on_scheduled_unlock: number
  unlocked_until: string | null
  time_restricted: number
  geofence_restricted: number
  reader_restricted: number
  seen_at: number
}
export const lockTable: Table<SeenLock, LockRow> = {
  name: 'lock',
  columns: [
    'id',
    'name',
    'place_id',
    'floor_id',
    'configured',
    'online',
    'unlocked',
    'open',
    'locked_down',
    'on_scheduled_unlock',
    'unlocked_until',
    'time_restricted',
    'geofence_restricted',
    'reader_restricted',
    'seen_at',
  ],
  toRow: (lock) => [
    lock.id,
    lock.name,
    lock.placeId,
    lock.floorId,
    Number(lock.configured),
    lock.online === null ? null : Number(lock.online),
    Number(lock.unlocked),
    Number(lock.open),
    Number(lock.lockedDown),
    Number(lock.onScheduledUnlock),
    lock.unlockedUntil,
    Number(lock.timeRestricted),
    Number(lock.geofenceRestricted),
    Number(lock.readerRestricted),
    lock.seenAt,
  ],
  fromRow: (row) => ({
    id: row.id,
    name: row.name,
    placeId: row.place_id,
    floorId: row.floor_id,
    configured: row.configured === 1,
    online: row.online === null ? null : row.online === 1,
    unlocked: row.unlocked === 1,
    open: row.open === 1,
    lockedDown: row.locked_down === 1,
    onScheduledUnlock: row.on_scheduled_unlock === 1,
    unlockedUntil: row.unlocked_until,
    timeRestricted: row.time_restricted === 1,
    geofenceRestricted: row.geofence_restricted === 1,
    readerRestricted: row.reader_restricted === 1,
    seenAt: row.seen_at,
  }),
}

export interface GroupRow {
  id: number
  name: string
  place_id: number | null
  place_name: string | null
  login_enabled: number
  time_restricted: number
  geofence_restricted: number
  reader_restricted: number
  primary_device_restricted: number
  managed_device_restricted: number
  tap_restricted: number
}
export const groupTable: Table<KisiGroup, GroupRow> = {
  name: 'group',
  columns: [
    'id',
    'name',
    'place_id',
    'place_name',
    'login_enabled',
    'time_restricted',
    'geofence_restricted',
    'reader_restricted',
    'primary_device_restricted',
    'managed_device_restricted',
    'tap_restricted',
  ],
  toRow: (group) => [
    group.id,
    group.name,
    group.placeId,
    group.placeName,
    Number(group.loginEnabled),
    Number(group.timeRestricted),
    Number(group.geofenceRestricted),
    Number(group.readerRestricted),
    Number(group.primaryDeviceRestricted),
    Number(group.managedDeviceRestricted),
    Number(group.tapRestricted),
  ],
  fromRow: (row) => ({
    id: row.id,
    name: row.name,
    placeId: row.place_id,
    placeName: row.place_name,
    loginEnabled: row.login_enabled === 1,
    timeRestricted: row.time_restricted === 1,
    geofenceRestricted: row.geofence_restricted === 1,
    readerRestricted: row.reader_restricted === 1,
    primaryDeviceRestricted: row.primary_device_restricted === 1,
    managedDeviceRestricted: row.managed_device_restricted === 1,
    tapRestricted: row.tap_restricted === 1,
  }),
}

interface GroupLockRow {
  id: number
  group_id: number
  lock_id: number
}
export const groupLockTable: Table<KisiGroupLock, GroupLockRow> = {
  name: 'group_lock',
  columns: ['id', 'group_id', 'lock_id'],
  toRow: (groupLock) => [groupLock.id, groupLock.groupId, groupLock.lockId],
  fromRow: (row) => ({ id: row.id, groupId: row.group_id, lockId: row.lock_id }),
}

interface RoleAssignmentRow {
  id: number
  role_id: string
  assignee_type: KisiRoleAssignment['assigneeType']
  assignee_id: number
  applies_to_type: KisiRoleAssignment['appliesToType']
  applies_to_id: number
  valid_from: string | null
  valid_until: string | null
  created_at: string | null
}
export const roleAssignmentTable: Table<KisiRoleAssignment, RoleAssignmentRow> = {
  name: 'role_assignment',
  columns: [
    'id',
    'role_id',
    'assignee_type',
    'assignee_id',
    'applies_to_type',
    'applies_to_id',
    'valid_from',
    'valid_until',
    'created_at',
  ],
  toRow: (right) => [
    right.id,
    right.roleId,
    right.assigneeType,
    right.assigneeId,
    right.appliesToType,
    right.appliesToId,
    // What was not said reads as no limit: the copy advises, and Kisi is asked before anything counts as closed.
    right.validFrom ?? null,
    right.validUntil ?? null,
    right.createdAt,
  ],
  fromRow: (row) => ({
    id: row.id,
    roleId: row.role_id,
    assigneeType: row.assignee_type,
    assigneeId: row.assignee_id,
    appliesToType: row.applies_to_type,
    appliesToId: row.applies_to_id,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    createdAt: row.created_at,
  }),
}

interface CardRow {
  id: number
  type: string
  uid: string | null
  token: string | null
  data_block_value: string | null
  facility_code: number | null
  card_number: number | null
  card_id: number | null
  oem: number | null
  length: number | null
}
export const cardTable: Table<KisiCard, CardRow> = {
  name: 'card',
  columns: [
    'id',
    'type',
    'uid',
    'token',
    'data_block_value',
    'facility_code',
    'card_number',
    'card_id',
    'oem',
    'length',
  ],
  toRow: (card) => [
    card.id,
    card.type,
    card.uid,
    card.token,
    card.dataBlockValue,
    card.facilityCode,
    card.cardNumber,
    card.cardId,
    card.oem,
    card.length,
  ],
  fromRow: (row) => ({
    id: row.id,
    type: row.type,
    uid: row.uid,
    token: row.token,
    dataBlockValue: row.data_block_value,
    facilityCode: row.facility_code,
    cardNumber: row.card_number,
    cardId: row.card_id,
    oem: row.oem,
    length: row.length,
  }),
}

interface CardAssignmentRow {
  id: number
  card_id: number
  assignee_type: KisiCardAssignment['assigneeType']
  assignee_id: number
  status: KisiCardAssignment['status']
}
export const cardAssignmentTable: Table<KisiCardAssignment, CardAssignmentRow> = {
  name: 'card_assignment',
  columns: ['id', 'card_id', 'assignee_type', 'assignee_id', 'status'],
  toRow: (one) => [one.id, one.cardId, one.assigneeType, one.assigneeId, one.status],
  fromRow: (row) => ({
    id: row.id,
    cardId: row.card_id,
    assigneeType: row.assignee_type,
    assigneeId: row.assignee_id,
    status: row.status,
  }),
}
