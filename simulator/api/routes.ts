import type { TableName } from '../world/rows.ts'
import * as account from './account.ts'
import { calendarSummary, holidays, regions } from './calendar.ts'
import { idOf, type Answer, type Call } from './call.ts'
import { claim } from './claim.ts'
import type { Resource } from './description.ts'
import { act, create, fetchOne, find, remove, update } from './engine.ts'
import { createEventSet, fetchEventSet } from './event-sets.ts'
import { eventMeta, eventTypes } from './event-types.ts'
import { createInvite } from './invites.ts'
import { list } from './listing.ts'
import * as olderCards from './older-cards.ts'
import * as organization from './organization.ts'
import * as ownership from './ownership.ts'
import { presences } from './presences.ts'
import { RESOURCE_OF, RESOURCES } from './resources/index.ts'
import { createShare, updateShare } from './resources/older.ts'
import { cameras, videoLink } from './resources/records.ts'
import * as sessions from './sessions.ts'
import { signUpload } from './uploads.ts'
import { fetchPlace, listLocks } from './visitors.ts'

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  serve: (call: Call) => Answer
  /** Deprecated endpoints answer with `Deprecation` and `Sunset`. */
  deprecated?: boolean
  /** Also for whoever comes with an access link or an access key. */
  forVisitors?: boolean
}

type Line = readonly [what: `${Route['method']} /${string}`, serve: Route['serve']]

/** What is no resource of the table, or special about one. These come before the resources' own routes. */
const SPECIAL: readonly Line[] = [
  ['POST /logins', sessions.createLogin],
  ['GET /logins', listLogins],
  ['POST /logins/resolve', account.resolveLogin],
  ['GET /login', sessions.currentLogin],
  ['PUT /login', sessions.updateLogin],
  ['DELETE /login', sessions.signOut],
  ['DELETE /login/elsewhere', sessions.signOutElsewhere],
  ['POST /login/promote', account.promoteCurrent],
  ['POST /login/offline_certificate', account.offlineCertificate],
  ['GET /user', sessions.currentUser],
  ['PATCH /user', sessions.updateCurrentUser],
  ['DELETE /user', account.deleteCurrentUser],
  ['POST /user/2fa/otp_secret', account.makeOtpSecret],
  ['POST /user/2fa/activate', account.turnTwoFactor(true)],
  ['POST /user/2fa/deactivate', account.turnTwoFactor(false)],
  ['POST /user/2fa/backup_codes', account.makeBackupCodes],
  ['POST /users/password', account.requestPassword],
  ['PATCH /users/password', account.resetPassword],
  ['PUT /users/password', account.resetPassword],
  ['POST /users/sign_up', account.signUp],
  ['GET /organization', organization.organization],
  ['PATCH /organization', organization.updateOrganization],
  ['GET /organization/dashboard', organization.dashboard],
  ['GET /organization/settings', ownership.settings],
  ['POST /organization/generate_next_certificate', ownership.nextCertificate],
  ['POST /organization/rotate_certificate', ownership.rotateCertificate],
  ['GET /organization/transfers', ownership.transfers],
  ['POST /organization/request_transfer', ownership.requestTransfer],
  ['POST /organization/accept_transfer', ownership.acceptTransfer],
  ['POST /organization/reject_transfer', ownership.rejectTransfer],
  ['POST /organization/cancel_transfer', ownership.cancelTransfer],
  ['GET /organizations', organization.organizations],
  ['POST /organizations/find', account.findOrganizations],
  ['GET /organizations/:domain/public', organization.publicOrganization],
  ['GET /roles', organization.roles],
  ['GET /roles/:id', organization.role],
  ['POST /shares', createShare],
  ['PATCH /shares/:id', updateShare],
  ['PUT /shares/:id', updateShare],
  ['POST /invites', createInvite],
  ['GET /locks', listLocks],
  ['GET /places/:id', fetchPlace],
  ['POST /cards/:token/activate_with_token', olderCards.activateCardWithToken],
  ['POST /card_assignments/:token/activate_with_token', olderCards.activateWithToken],
  ['PATCH /cards/:id', olderCards.updateCard],
  ['PUT /cards/:id', olderCards.updateCard],
  ['POST /cards/:id/assign', olderCards.assignCard],
  ['POST /cards/:id/deassign', olderCards.deassignCard],
  ['POST /cards/:id/activate', olderCards.activateCard],
  ['POST /cards/:id/deactivate', olderCards.deactivateCard],
  ['POST /signed_upload_urls', signUpload],
  ['GET /events/types', eventTypes],
  ['GET /events/meta', eventMeta],
  ['POST /event_sets', createEventSet],
  ['GET /event_sets/:id', fetchEventSet],
  ['GET /presences', presences],
  ['GET /calendar/summary', calendarSummary],
  ['GET /holiday_calendars/regions', regions],
  ['GET /holiday_calendars/:region/holidays', holidays],
  ['POST /controllers/:token/assign', claim('controller')],
  ['POST /readers/:token/assign', claim('reader')],
  ['GET /cameras/:id/video_link', cameraLink],
]

const DEPRECATED = new Set([
  ...['GET /events/meta', 'POST /shares', 'PATCH /shares/:id', 'PUT /shares/:id', 'PATCH /cards/:id', 'PUT /cards/:id'],
  ...['POST /cards/:id/assign', 'POST /cards/:id/deassign', 'POST /cards/:id/activate', 'POST /cards/:id/deactivate'],
  'POST /cards/:token/activate_with_token',
])

/** The six endpoints that an access link or key is good for (reference 0, "Authentication"). */
const FOR_VISITORS = new Set([
  ...['GET /locks', 'GET /places/:id', 'GET /organization'],
  ...['POST /locks/:id/unlock', 'POST /locks/:id/first_to_arrive', 'POST /locks/:id/last_to_leave'],
])

/** GET /logins lists the caller's own unless it says whose (reference A, "Logins"). */
function listLogins(call: Call): Answer {
  const resource = RESOURCE_OF.get('logins') as Resource
  return list(resource, { ...call, query: { user_id: 'me', ...call.query } })
}

function cameraLink(call: Call): Answer {
  find(cameras as unknown as Resource, call)
  return videoLink(idOf(call.path.id), call)
}

function linesOf(resource: Resource<TableName>): Line[] {
  const path: `/${string}` = `/${resource.path ?? resource.table}`
  const lines: Record<Resource['operations'][number], Line[]> = {
    list: [[`GET ${path}`, (call) => list(resource, call)]],
    fetch: [[`GET ${path}/:id`, (call) => fetchOne(resource, call)]],
    create: [[`POST ${path}`, (call) => create(resource, call)]],
    // Kisi's own client has PUT and no PATCH: both are taken (reference 0, "Status codes").
    update: [
      [`PATCH ${path}/:id`, (call) => update(resource, call)],
      [`PUT ${path}/:id`, (call) => update(resource, call)],
    ],
    delete: [[`DELETE ${path}/:id`, (call) => remove(RESOURCE_OF, resource, call)]],
  }
  const actions = Object.keys(resource.actions ?? {}).map((name): Line => [
    `POST ${path}/:id/${name}`,
    (call) => act(resource, name, call),
  ])
  return [...resource.operations.flatMap((operation) => lines[operation]), ...actions]
}

function routeOf([what, serve]: Line, deprecated: boolean): Route {
  const [method, path] = what.split(' ') as [Route['method'], string]
  return {
    ...{ method, path, serve },
    ...{ deprecated: deprecated || DEPRECATED.has(what), forVisitors: FOR_VISITORS.has(what) },
  }
}

export const ROUTES: readonly Route[] = [
  ...SPECIAL.map((line) => routeOf(line, false)),
  ...RESOURCES.flatMap((resource) => linesOf(resource).map((line) => routeOf(line, resource.deprecated === true))),
]
