/**
 * The names of everything that can be asked of the desk and everything it says unasked. Kept apart from the schemas,
 * so that the preload and the renderer derive their clients without carrying a validator.
 */
export const queryNames = [
  'desk.status',
  'visits.list',
  'visits.get',
  'visits.search',
  'visitor_types.list',
  'groups.list',
  'people.search',
  'doors.list',
  'doors.events',
  'alarms.list',
  'cards.summary',
  'changes.list',
  'matters.list',
  'receipts.list',
  'readers.list',
  'readers.ports',
  'presence.list',
] as const

export const commandNames = [
  'visits.check_in',
  'visits.expect',
  'visits.check_out',
  'visits.cancel',
  'visits.correct',
  'visitor_types.save',
  'doors.unlock',
  'doors.lock_down',
  'doors.release',
  'places.lock_down',
  'places.release',
  'alarms.take',
  'alarms.sound',
  'changes.retry',
  'changes.drop',
  'changes.hand_over',
  'changes.try_now',
  'matters.close',
  'matters.open_again',
  'matters.put_back',
  'matters.keep',
  'matters.hand_over',
  'notices.put_away',
  'connection.test',
  'connection.save',
  'connection.forget',
  'readers.connect',
  'readers.disconnect',
  'readers.forget',
  'readers.save',
  'readers.signal',
  'readers.listen',
  'readers.stop_listening',
  'readers.read_typed',
  'taps.attend',
  'taps.typed',
  'taps.check_out',
  'cards.enrol',
  'visits.invitation',
  'presence.sign',
] as const

export const eventNames = [
  'desk.status',
  'visits.changed',
  'doors.changed',
  'doors.event',
  'alarms.changed',
  'changes.changed',
  'readers.changed',
  'readers.found',
  'readers.heard',
  'presence.changed',
  'tap',
] as const

export type QueryName = (typeof queryNames)[number]
export type CommandName = (typeof commandNames)[number]
export type CallName = QueryName | CommandName
export type EventName = (typeof eventNames)[number]

export const callNames: readonly CallName[] = [...queryNames, ...commandNames]
