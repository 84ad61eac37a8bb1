import { z } from 'zod'
import { readAnswer } from './answer.ts'
import { createBreaker } from './breaker.ts'
import { KisiError } from './error.ts'
import { readEvents } from './events.ts'
import { createHealth } from './health.ts'
import { createPacer, type Pacer } from './pace.ts'
import { card, cardAssignment, identifierFields } from './schemas/cards.ts'
import { guest, user } from './schemas/people.ts'
import { channelConnection, controller, controllerInput } from './schemas/hardware.ts'
import { group, groupLink, groupLock, roleAssignment } from './schemas/rights.ts'
import { schedule } from './schemas/schedules.ts'
import { currentUser, floor, lock, organization, place, unlocked } from './schemas/sites.ts'
import { role, team, teamMembership } from './schemas/teams.ts'
import { createTransport, type Request } from './transport.ts'
import type { CallOptions, KisiClient, KisiObjects, Page, PageOptions } from './types.ts'

export interface KisiClientOptions {
  /** `https://api.kisi.io`; plain http only on this machine. A nonsense address makes every call fail with a sentence. */
  address: string
  /** An API key (login secret). Goes into one header and nowhere else. */
  key: string
  fetch: typeof globalThis.fetch
  clock: { now(): number; monotonic(): number }
  log: { warn(event: string, fields?: Record<string, unknown>): void }
  /** A number in [0, 1), for spreading out retries. */
  random: () => number
  /** Requests a second that Kisi allows this user; 5 unless told otherwise. */
  maxPerSecond?: number
  /** The pace of everyone who asks this Kisi; stays open when the client closes. The client makes its own without one. */
  pacer?: Pacer
}

/** The role that may open a group's doors and nothing else: the usual grant. */
const doorRole = 'group_basic'

const objects: { [Kind in keyof KisiObjects]: z.ZodType<KisiObjects[Kind]> } = {
  user,
  guest,
  place,
  floor,
  lock,
  group,
  group_lock: groupLock,
  team,
  team_membership: teamMembership,
  role_assignment: roleAssignment,
  card,
  card_assignment: cardAssignment,
  schedule,
  controller,
}

/**
 * The client for Kisi's cloud API: paced, timed, parsed by schemas, and never repeating a request by itself.
 * Every failure is a `KisiError`. `close()` gives up whatever is waiting or under way.
 */
export function createKisiClient(options: KisiClientOptions): KisiClient {
  const { clock } = options
  const health = createHealth(() => clock.now())
  const pacer = options.pacer ?? createPacer(options)
  const transport = createTransport({ ...options, pacer, breaker: createBreaker(options), health })

  async function one<Schema extends z.ZodType>(
    schema: Schema,
    request: Request,
    call: CallOptions,
  ): Promise<z.output<Schema>> {
    return readAnswer(schema, await transport.send(request, call))
  }

  async function page<Item>(
    schema: z.ZodType<Item>,
    route: string,
    call: PageOptions,
    filter: Request['query'] = {},
  ): Promise<Page<Item>> {
    const query = { ...filter, ...call.filter, limit: call.limit, offset: call.offset }
    const answer = await transport.send({ method: 'GET', route, query }, call)
    return { items: readAnswer(z.array(schema), answer), total: answer.total }
  }

  async function act(method: 'POST' | 'DELETE', route: string, id: number, call: CallOptions): Promise<void> {
    await transport.send({ method, route, path: route.replace('{id}', String(id)) }, call)
  }

  const ofController =
    <Item>(schema: z.ZodType<Item>, route: string) =>
    async (controllerId: number, call: CallOptions): Promise<Item[]> =>
      readAnswer(
        z.array(schema),
        await transport.send({ method: 'GET', route, query: { controller_id: controllerId } }, call),
      )

  return {
    health,
    async object(kind, id, call) {
      const answer = await transport.send({ method: 'GET', route: `/${kind}s/{id}`, path: `/${kind}s/${id}` }, call)
      return readAnswer(objects[kind], answer)
    },
    async organization(call) {
      try {
        const found = await one(organization, { method: 'GET', route: '/organization' }, call)
        health.note('online', null)
        return found
      } catch (error) {
        if (error instanceof KisiError && error.kind === 'unreadable') {
          health.note('not_kisi', 'Something answers at this address, but it is not Kisi.')
        }
        throw error
      }
    },
    currentUser: (call) => one(currentUser, { method: 'GET', route: '/user' }, call),
    places: (call) => page(place, '/places', call),
    floors: (placeId, call) => page(floor, '/floors', call, { place_id: placeId }),
    locks: (call) => page(lock, '/locks', call),
    lock: (id, call) => one(lock, { method: 'GET', route: '/locks/{id}', path: `/locks/${id}` }, call),
    async unlock(id, call) {
      await one(unlocked, { method: 'POST', route: '/locks/{id}/unlock', path: `/locks/${id}/unlock`, body: {} }, call)
    },
    lockDown: (what, id, call) => act('POST', `/${what}/{id}/lock_down`, id, call),
    cancelLockdown: (what, id, call) => act('POST', `/${what}/{id}/cancel_lockdown`, id, call),
    groups: (call) => page(group, '/groups', call),
    groupLocks: (groupId, call) => page(groupLock, '/group_locks', call, { group_id: groupId }),
    users: (call) => page(user, '/users', call),
    guests: (call) => page(guest, '/guests', call, { query: call.query }),
    guest: (id, call) => one(guest, { method: 'GET', route: '/guests/{id}', path: `/guests/${id}` }, call),
    createGuest({ name, email }, call) {
      const body = { guest: email === null ? { name } : { name, email } }
      return one(guest, { method: 'POST', route: '/guests', body }, call)
    },
    roleAssignments: (call) =>
      page(roleAssignment, '/role_assignments', call, {
        assignee_type: call.assigneeType,
        assignee_id: call.assigneeId,
        applies_to_type: call.appliesToType,
        applies_to_id: call.appliesToId,
      }),
    roleAssignment: (id, call) =>
      one(roleAssignment, { method: 'GET', route: '/role_assignments/{id}', path: `/role_assignments/${id}` }, call),
    createRoleAssignment(right, call) {
      const body = {
        role_assignment: {
          role_id: doorRole,
          assignee_type: right.assigneeType,
          assignee_id: right.assigneeId,
          applies_to_type: 'Group',
          applies_to_id: right.groupId,
          notify: false,
          valid_from: right.validFrom ?? undefined,
          valid_until: right.validUntil ?? undefined,
        },
      }
      return one(roleAssignment, { method: 'POST', route: '/role_assignments', body }, call)
    },
    async setRightHours(id, { validFrom, validUntil }, call) {
      const body = { role_assignment: { valid_from: validFrom, valid_until: validUntil } }
      const path = `/role_assignments/${id}`
      await transport.send({ method: 'PATCH', route: '/role_assignments/{id}', path, body }, call)
    },
    deleteRoleAssignment: (id, call) => act('DELETE', '/role_assignments/{id}', id, call),
    cards: (call) => page(card, '/cards', call, call.identifiers && identifierFields(call.identifiers)),
    createCard(identifiers, call) {
      const length = 'length' in identifiers ? identifiers.length : undefined
      const body = { card: { type: identifiers.type, ...identifierFields(identifiers), length } }
      return one(card, { method: 'POST', route: '/cards', body }, call)
    },
    cardAssignments: (call) =>
      page(cardAssignment, '/card_assignments', call, {
        card_id: call.cardId,
        assignee_type: call.assigneeType,
        assignee_id: call.assigneeId,
      }),
    createCardAssignment(assignment, call) {
      const body = {
        card_assignment: {
          card_id: assignment.cardId,
          assignee_type: assignment.assigneeType,
          assignee_id: assignment.assigneeId,
        },
      }
      return one(cardAssignment, { method: 'POST', route: '/card_assignments', body }, call)
    },
    activateCardAssignment: (id, call) => act('POST', '/card_assignments/{id}/activate', id, call),
    deleteCardAssignment: (id, call) => act('DELETE', '/card_assignments/{id}', id, call),
    groupLinks: (call) => page(groupLink, '/group_links', call),
    roles: (call) => one(z.array(role), { method: 'GET', route: '/roles' }, call),
    teams: (call) => page(team, '/teams', call),
    teamMemberships: (call) => page(teamMembership, '/team_memberships', call),
    schedules: (call) => page(schedule, '/schedules', call),
    controllers: (call) => page(controller, '/controllers', call),
    controllerInputs: ofController(controllerInput, '/controller_inputs'),
    controllerInputConnections: ofController(channelConnection, '/controller_input_connections'),
    controllerRelayConnections: ofController(channelConnection, '/controller_relay_connections'),
    events: (range, call) => readEvents(transport, clock, range, call),
    close() {
      transport.close()
      if (options.pacer === undefined) pacer.close()
    },
  }
}
