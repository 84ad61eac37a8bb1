/** What the simulator answers, by the names of its own types. */
import type { badgeReaderView } from '../../control/badge-readers.ts'
import type { doorLooks } from '../../control/door-looks.ts'
import type { summaryOf } from '../../control/state.ts'
import type { NetworkState } from '../../faults/network.ts'

export type { CardFound, Found, PersonFound } from '../../control/find.ts'
export type { DoorAnswer, PersonLook, RightLook } from '../../control/people.ts'
export type { ClockLook, RequestBrief } from '../../control/watched.ts'
export type { Fault, FaultAsked, FaultKind } from '../../faults/faults.ts'
export type { LoggedRequest } from '../../faults/request-log.ts'
export type { EventRecord as EventLook } from '../../world/events.ts'

export type Door = ReturnType<typeof doorLooks>[number]
export type BadgeReaderLook = ReturnType<typeof badgeReaderView>
export type Summary = ReturnType<typeof summaryOf> & { network: NetworkState }

/** What a tap at a door's reader is answered with. */
export interface TapAnswer {
  opened: boolean
  error_code: string | null
  error_message: string | null
}
