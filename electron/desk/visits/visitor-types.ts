import type { Database } from 'better-sqlite3'
import { DeskError } from '../../contract/errors.ts'
import type { Handlers } from '../../contract/table.ts'
import type { VisitorType } from '../../contract/visits.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { Store } from '../../store/store.ts'
import type { RowSeals } from '../support/row-seals.ts'

interface TypeRow {
  id: string
  name: string
  badge_colour: VisitorType['badgeColour']
  group_id: number | null
  margin_before_minutes: number
  margin_after_minutes: number
}

export interface VisitorTypes {
  handlers: Pick<Handlers, 'visitor_types.list' | 'visitor_types.save'>
  mustExist(id: string): VisitorType
  /** Which Kisi group opens doors to visitors of this type. */
  setGroup(id: string, groupId: number | null): void
  /** Ids of the doors that some visitor type opens. */
  doors(): ReadonlySet<number>
}

const damagedSentence =
  'The disk changed what was written about this visitor type. Choose its doors once more under Visitor types.'

/** Kinds of visitors and the group that opens doors to each. No group is ever guessed. */
export function createVisitorTypes(options: {
  store: Store
  database: Database
  seals: RowSeals
  mirror(): Mirror
}): VisitorTypes {
  const { store, database, seals, mirror } = options
  const all = database.prepare('SELECT * FROM visitor_type ORDER BY position')
  const byId = database.prepare('SELECT * FROM visitor_type WHERE id = ?')
  const setGroup = database.prepare('UPDATE visitor_type SET group_id = ? WHERE id = ?')

  function typeOf(row: TypeRow): VisitorType {
    const group = row.group_id === null ? null : mirror().group(row.group_id)
    return {
      id: row.id,
      name: row.name,
      badgeColour: row.badge_colour,
      groupId: row.group_id,
      groupName: group?.name ?? null,
      doors: group?.doors ?? [],
      marginBeforeMinutes: row.margin_before_minutes,
      marginAfterMinutes: row.margin_after_minutes,
    }
  }

  /** Chosen by a person, so it also mends a record that the disk changed. */
  function chooseGroup(id: string, groupId: number | null): void {
    setGroup.run(groupId, id)
    seals.seal('visitor_type', id)
  }

  function mustExist(id: string): VisitorType {
    const row = byId.get(id) as TypeRow | undefined
    if (row === undefined) throw new DeskError('invalid', 'There is no such visitor type any more.', 'visitorTypeId')
    if (!seals.good('visitor_type', row)) throw new DeskError('storage', damagedSentence, 'visitorTypeId')
    return typeOf(row)
  }

  return {
    mustExist,
    setGroup: (id, groupId) => chooseGroup(id, groupId),
    doors() {
      const groups = (all.all() as TypeRow[]).map((row) =>
        row.group_id === null ? null : mirror().group(row.group_id),
      )
      return new Set(groups.flatMap((group) => group?.lockIds ?? []))
    },
    handlers: {
      'visitor_types.list': () => ({ visitorTypes: (all.all() as TypeRow[]).map(typeOf) }),
      'visitor_types.save': ({ visitorTypeId, groupId }) => {
        if (byId.get(visitorTypeId) === undefined) mustExist(visitorTypeId)
        if (groupId !== null && mirror().group(groupId) === null) {
          throw new DeskError('invalid', 'That group is not in Kisi any more. Choose another.', 'groupId')
        }
        store.transaction(() => chooseGroup(visitorTypeId, groupId))
        return mustExist(visitorTypeId)
      },
    },
  }
}
