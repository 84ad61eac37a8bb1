import type { TableName } from '../../world/rows.ts'
import type { Resource } from '../description.ts'
import { groupLinks, groupLocks, groups, roleAssignments } from './access.ts'
import { cardAssignments, cards } from './cards.ts'
import { controllerInputConnections, controllerRelayConnections, controllers } from './hardware.ts'
import { integrations } from './integrations.ts'
import { guests, logins, users } from './people.ts'
import { floors, locks, places } from './sites.ts'

/** The one table of what the API serves. */
export const RESOURCES: readonly Resource[] = [
  users,
  guests,
  logins,
  places,
  floors,
  locks,
  groups,
  groupLocks,
  roleAssignments,
  groupLinks,
  cards,
  cardAssignments,
  controllers,
  controllerRelayConnections,
  controllerInputConnections,
  integrations,
] as unknown as readonly Resource[]

export const RESOURCE_OF: ReadonlyMap<TableName, Resource> = new Map(
  RESOURCES.map((resource) => [resource.table, resource]),
)
