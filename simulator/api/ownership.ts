import { deriveHex } from '../world/derive.ts'
import { REFUSALS } from '../world/refusals.ts'
import type { OrganizationRow } from '../world/rows.ts'
import { demand, done, ok, record, rootOf, signedIn, type Answer, type Call } from './call.ts'
import { Invalid, Refused } from './errors.ts'
import { readFields } from './fields.ts'
import { showOrganization, theOrganization } from './organization.ts'
import { shortObject } from './references.ts'

function note(row: OrganizationRow, verb: string, call: Call): Answer {
  record(call, { type: `organization.${verb}`, object: { type: 'Organization', id: row.id, name: row.name } })
  return done
}

/** GET /organization/settings: what single sign-on needs, beside the organization itself. */
export function settings(call: Call): Answer {
  signedIn(call)
  demand(call, 'organization_read')
  const row = theOrganization(call)
  return ok({
    ...showOrganization(row, call),
    sp_certificate_expires_at: null,
    sp_certificate_required: false,
    sp_certificate: row.sp_certificate ?? null,
    identity_provider_issuer_url: row.identity_provider_issuer_url ?? null,
    sso_configured: false,
    scim_configured: false,
    user: shortObject(call.world, 'users', row.user_id),
  })
}

/** POST /organization/generate_next_certificate. The text has a certificate's form; no key belongs to it. */
export function nextCertificate(call: Call): Answer {
  signedIn(call)
  demand(call, 'organization_write')
  const row = theOrganization(call)
  const body = Buffer.from(deriveHex(call.world.seed, 'sso', call.world.eventCount()), 'hex').toString('base64')
  const text = `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`
  call.world.update('organizations', row.id, { next_sp_certificate: text })
  note(row, 'generate_next_certificate', call)
  return ok({ next_sp_certificate: text })
}

export function rotateCertificate(call: Call): Answer {
  signedIn(call)
  demand(call, 'organization_write')
  const row = theOrganization(call)
  if (!row.next_sp_certificate) throw new Invalid({ base: ['There is no next certificate.'] })
  call.world.update('organizations', row.id, { sp_certificate: row.next_sp_certificate, next_sp_certificate: null })
  return note(row, 'rotate_certificate', call)
}

/** GET /organization/transfers: organizations that were offered to the caller. */
export function transfers(call: Call): Answer {
  const { user } = signedIn(call)
  const offered = call.world.all('organizations').filter((row) => row.transfer_to_id === user.id)
  return ok(offered.map((row) => showOrganization(row, call)))
}

function asOwner(call: Call): OrganizationRow {
  const row = theOrganization(call)
  if (signedIn(call).user.id !== row.user_id) throw new Refused(REFUSALS.accessDenied)
  return row
}
function asOffered(call: Call): OrganizationRow {
  const row = theOrganization(call)
  if (signedIn(call).user.id !== row.transfer_to_id) throw new Refused(REFUSALS.accessDenied)
  return row
}

/** POST /organization/request_transfer: by the owner, to a user named by id or by e-mail. */
export function requestTransfer(call: Call): Answer {
  const row = asOwner(call)
  const { values } = readFields(
    { transfer_to_id: { kind: 'integer', nullable: true }, transfer_to_email: { kind: 'email', nullable: true } },
    rootOf(call, 'organization'),
    true,
    () => true,
  )
  const email = String(values.transfer_to_email).toLowerCase()
  const target = call.world
    .all('users')
    .find((user) => user.id === values.transfer_to_id || user.email.toLowerCase() === email)
  if (!target) throw new Invalid({ transfer_to_id: ['must exist'] })
  if (target.id === row.user_id) throw new Invalid({ transfer_to_id: ['owns the organization already'] })
  call.world.update('organizations', row.id, { transfer_to_id: target.id })
  return note(row, 'request_transfer', call)
}

/** The new owner has the owner's role, the former one becomes an administrator. */
export function acceptTransfer(call: Call): Answer {
  const row = asOffered(call)
  const { world } = call
  const owner = world
    .where('role_assignments', 'assignee_id', row.user_id)
    .find((right) => right.role_id === 'organization_owner')
  const mine = world
    .where('role_assignments', 'assignee_id', row.transfer_to_id ?? 0)
    .find((right) => right.assignee_type === 'User' && right.applies_to_type === 'Organization')
  if (mine) world.remove('role_assignments', mine.id)
  if (owner) {
    const { id: _id, created_at: _created, updated_at: _updated, ...right } = owner
    world.update('role_assignments', owner.id, { role_id: 'organization_administrator' })
    world.insert('role_assignments', { ...right, assignee_id: row.transfer_to_id ?? 0 })
  }
  world.update('organizations', row.id, { user_id: row.transfer_to_id ?? 0, transfer_to_id: null })
  return note(row, 'accept_transfer', call)
}

export function rejectTransfer(call: Call): Answer {
  const row = asOffered(call)
  call.world.update('organizations', row.id, { transfer_to_id: null })
  return note(row, 'reject_transfer', call)
}

export function cancelTransfer(call: Call): Answer {
  const row = asOwner(call)
  call.world.update('organizations', row.id, { transfer_to_id: null })
  return note(row, 'cancel_transfer', call)
}
