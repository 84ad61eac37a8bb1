import type { TableName } from '../../world/rows.ts'
import type { Resource } from '../description.ts'
import { groupLinks, groupLocks, groups, roleAssignments } from './access.ts'
import { cardAssignments, cards } from './cards.ts'
import { controllerInputConnections, controllerRelayConnections, controllerWiegandConnections } from './connections.ts'
import { readers, terminals, wirelessLocks } from './devices.ts'
import { elevators, elevatorStops } from './elevators.ts'
import { controllerInputs, controllerRelays, controllers, controllerWiegands } from './hardware.ts'
import { integrations } from './integrations.ts'
import { groupElevatorStops, groupTerminals, groupZones } from './joins.ts'
import { members, shares } from './older.ts'
import { accessKeys, guests, logins, users } from './people.ts'
import { cameras, csvCardImports, csvUserImports, reports, scheduledReports } from './records.ts'
import { schedules } from './schedules.ts'
import { floors, locks, places } from './sites.ts'
import { teamMemberships, teams } from './teams.ts'

/** The one table of what the API serves. */
export const RESOURCES: readonly Resource[] = [
  ...[users, guests, accessKeys, logins, members, shares, teams, teamMemberships],
  ...[places, floors, locks, schedules],
  ...[groups, groupLocks, groupTerminals, groupZones, groupElevatorStops, roleAssignments, groupLinks],
  ...[cards, cardAssignments, csvCardImports, csvUserImports],
  ...[controllers, controllerRelays, controllerInputs, controllerWiegands],
  ...[controllerRelayConnections, controllerInputConnections, controllerWiegandConnections],
  ...[readers, terminals, wirelessLocks, elevators, elevatorStops, cameras],
  ...[integrations, reports, scheduledReports],
] as unknown as readonly Resource[]

/** Of each table the family that it belongs to; second views of a table are not among them. */
export const RESOURCE_OF: ReadonlyMap<TableName, Resource> = new Map(
  RESOURCES.filter((resource) => resource.path === undefined).map((resource) => [resource.table, resource]),
)
