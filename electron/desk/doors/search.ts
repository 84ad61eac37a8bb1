import type { EventFilter } from '../../contract/event-filter.ts'
import { fitsFilter } from '../../contract/event-filter.ts'
import type { Output, ParsedInput } from '../../contract/table.ts'
import { fitting } from '../support/fit.ts'
import { doorEventView } from './event.ts'
import type { DoorTable, EventPlace } from './table.ts'

/** So many events are read in one go; others have their turn in between. */
const atOnce = 500
/** So many are looked at for one answer; whoever wants to know more goes on from there. */
const mostLooked = 10_000

const textOf = ({ at, row }: EventPlace): string => `${at}.${row}`

function placeOf(text: string | null): EventPlace | null {
  const found = /^(\d{1,16})\.(\d{1,16})$/.exec(text ?? '')
  return found === null ? null : { at: Number(found[1]), row: Number(found[2]) }
}

/** A page of what happened at doors, the newest first, by a cursor that stays good while events come and go. */
export function createEventSearch(table: DoorTable) {
  return async (input: ParsedInput<'doors.events'>): Promise<Output<'doors.events'>> => {
    const filter: EventFilter = { doorId: input.doorId, kinds: input.kinds, words: input.words }
    const fits = fitsFilter(filter)
    const size = input.words.length === 0 ? input.limit : atOnce
    const found: { place: EventPlace; event: ReturnType<typeof doorEventView> }[] = []
    let place = placeOf(input.before)
    let end = false
    for (let looked = 0; !end && looked < mostLooked && found.length < input.limit; looked += size) {
      if (looked > 0) await new Promise((resolve) => setImmediate(resolve))
      const rows = table.page(place, filter, size)
      end = rows.length < size
      for (const row of rows) {
        if (found.length === input.limit) {
          end = false
          break
        }
        place = { at: row.at, row: row.row }
        const event = doorEventView(row)
        if (fits(event)) found.push({ place, event })
      }
    }
    const events = fitting(found.map(({ event }) => event))
    const cut = events.length < found.length
    if (cut) place = found[events.length - 1]?.place ?? place
    return {
      events,
      next: place === null || (end && !cut) ? null : textOf(place),
      lookedTo: place === null ? null : new Date(place.at).toISOString(),
    }
  }
}
