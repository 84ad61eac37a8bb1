import type { Handlers } from '../contract/table.ts'
import { fitting } from './support/fit.ts'
import type { Mirror } from '../mirror/types.ts'

/** The most groups one answer can carry; an organization with more finds them by place later on. */
const mostGroups = 300
const mostDoors = 12

/** People and groups, as the mirror knows them; its age goes with the answer. */
export function createPeople(options: { mirror(): Mirror }): Pick<Handlers, 'people.search' | 'groups.list'> {
  const { mirror } = options
  return {
    'people.search': (input) => {
      const { asOf } = mirror().status
      return {
        people: fitting(mirror().searchPeople(input)),
        at: asOf === null ? null : new Date(asOf).toISOString(),
      }
    },
    'groups.list': () => ({
      groups: fitting(
        mirror()
          .groups()
          .slice(0, mostGroups)
          .map(({ id, name, placeName, doors }) => ({ id, name, placeName, doors: doors.slice(0, mostDoors) })),
      ),
    }),
  }
}
