import { z } from 'zod'
import * as alarms from './alarms.ts'
import * as changes from './changes.ts'
import * as doors from './doors.ts'
import * as matters from './matters.ts'
import type { CallName, CommandName, EventName, QueryName } from './names.ts'
import * as people from './people.ts'
import * as readers from './readers.ts'
import * as status from './status.ts'
import * as taps from './taps.ts'
import * as visits from './visits.ts'

interface Call {
  input: z.ZodType
  output: z.ZodType
}

/** Everything that can be asked of the desk. Unlisted means refused. */
export const calls = {
  'desk.status': { input: z.object({}), output: status.deskStatus },
  'visits.list': visits.visitsList,
  'visits.get': visits.visitsGet,
  'visits.search': visits.visitsSearch,
  'visits.check_in': visits.visitsCheckIn,
  'visits.expect': visits.visitsExpect,
  'visits.check_out': visits.visitsCheckOut,
  'visits.cancel': visits.visitsCancel,
  'visits.correct': visits.visitsCorrect,
  'visitor_types.list': visits.visitorTypesList,
  'visitor_types.save': visits.visitorTypesSave,
  'groups.list': people.groupsList,
  'people.search': people.peopleSearch,
  'doors.list': doors.doorsList,
  'doors.events': doors.doorsEvents,
  'doors.unlock': doors.doorsUnlock,
  'doors.lock_down': doors.doorsLockDown,
  'doors.release': doors.doorsLockDown,
  'places.lock_down': doors.placesLockDown,
  'places.release': doors.placesLockDown,
  'alarms.list': alarms.alarmsList,
  'alarms.take': alarms.alarmsTake,
  'alarms.sound': alarms.alarmsSound,
  'cards.summary': visits.cardsSummary,
  'changes.list': changes.changesList,
  'receipts.list': changes.receiptsList,
  'changes.retry': changes.changesRetry,
  'changes.drop': changes.changesDrop,
  'changes.hand_over': changes.changesHandOver,
  'changes.try_now': changes.changesTryNow,
  'matters.list': matters.mattersList,
  'matters.close': matters.mattersClose,
  'matters.open_again': matters.mattersOpenAgain,
  'matters.put_back': matters.mattersPutBack,
  'matters.keep': matters.mattersKeep,
  'matters.hand_over': matters.mattersHandOver,
  'notices.put_away': status.noticesPutAway,
  'connection.test': status.connectionTest,
  'connection.save': status.connectionSave,
  'connection.forget': status.connectionForget,
  'readers.list': readers.readersList,
  'readers.ports': readers.readersPorts,
  'readers.connect': readers.readersConnect,
  'readers.disconnect': readers.readersDisconnect,
  'readers.forget': readers.readersForget,
  'readers.save': readers.readersSave,
  'readers.signal': readers.readersSignal,
  'readers.listen': readers.readersListen,
  'readers.stop_listening': readers.readersStopListening,
  'readers.read_typed': readers.readersReadTyped,
  'taps.attend': taps.tapsAttend,
  'taps.typed': taps.tapsTyped,
  'taps.check_out': taps.tapsCheckOut,
  'cards.enrol': taps.cardsEnrol,
  'visits.invitation': taps.visitsInvitation,
  'presence.list': taps.presenceList,
  'presence.sign': taps.presenceSign,
} satisfies Record<CallName, Call>

/** Everything the desk says unasked. Events say what changed; the screen asks for the rest. */
export const events = {
  'desk.status': status.deskStatus,
  'visits.changed': z.object({ visitIds: z.array(z.string()) }),
  'doors.changed': doors.doorsChanged,
  'doors.event': doors.doorEvent,
  'alarms.changed': alarms.alarmsChanged,
  'changes.changed': z.object({ waiting: z.int(), needsPerson: z.int() }),
  'readers.changed': z.object({ readers: z.array(readers.reader) }),
  /** The ports that there are, within two seconds after one came or went, once somebody has asked for them. */
  'readers.found': z.object({ ports: z.array(readers.port) }),
  'readers.heard': readers.heard,
  'presence.changed': z.object({ present: taps.present }),
  tap: taps.tap,
} satisfies Record<EventName, z.ZodType>

export type Input<Name extends CallName> = z.input<(typeof calls)[Name]['input']>
export type ParsedInput<Name extends CallName> = z.output<(typeof calls)[Name]['input']>
export type Output<Name extends CallName> = z.output<(typeof calls)[Name]['output']>
export type EventValue<Name extends EventName> = z.output<(typeof events)[Name]>

/** What the desk implements: one function a call, its input already parsed. */
export type Handlers = {
  [Name in QueryName | CommandName]: (input: ParsedInput<Name>) => Promise<Output<Name>> | Output<Name>
}
