import type { Fields } from '../fields.ts'
import { byColumn, EVERYTHING, IN_PLACE, TEN, type Resource } from '../description.ts'

const TYPES = [
  ...['event_webhook', 'active_directory_user_import', 'jumpcloud_user_import', 'braxos_elevator'],
  'rhombus_systems_camera',
]

const secret = { kind: 'text', required: true, longest: 5000 } as const
const userImport: Fields = {
  group_id: { kind: 'integer', nullable: true, to: 'groups' },
  import_members_only: { kind: 'boolean', default: false },
}
const inPlace: Fields = { place_id: { kind: 'integer', required: true, to: 'places' }, api_key: secret }

/** Of the five types only webhooks do anything: the others are kept, for their partners are not there. */
export const integrations: Resource<'integrations'> = {
  table: 'integrations',
  root: 'integration',
  type: 'Integration',
  permission: 'integrations',
  operations: EVERYTHING,
  page: TEN,
  fields: {
    name: { kind: 'text', required: true },
    type: { kind: 'choice', values: TYPES, required: true, editable: false },
    enabled: { kind: 'boolean', default: true },
  },
  variants: {
    event_webhook: {
      url: { kind: 'url', required: true },
      enabled_events: { kind: 'texts', default: [] },
      signature_key: { kind: 'text', nullable: true },
    },
    active_directory_user_import: {
      ...userImport,
      active_directory_group_id: { kind: 'text', required: true },
      active_directory_tenant_id: { kind: 'text', required: true },
      active_directory_user_email_property: {
        kind: 'choice',
        values: ['mail', 'userPrincipalName'],
        default: 'mail',
      },
    },
    jumpcloud_user_import: {
      ...userImport,
      api_key: secret,
      jumpcloud_organization_id: { kind: 'text', nullable: true },
      jumpcloud_group_id: { kind: 'text', nullable: true },
    },
    braxos_elevator: inPlace,
    rhombus_systems_camera: { ...inPlace, certificate: secret, private_key: secret },
  },
  // Keys are written and never read.
  hidden: ['signature_key', 'failures', 'place_id', 'api_key', 'certificate', 'private_key'],
  brief: [
    ...['url', 'enabled_events', 'group_id', 'group', 'import_members_only', 'jumpcloud_organization_id'],
    ...['jumpcloud_group_id', 'active_directory_group_id', 'active_directory_tenant_id'],
    'active_directory_user_email_property',
  ],
  links: [IN_PLACE, { as: 'group', column: 'group_id', to: 'groups' }],
  filters: {
    place_id: byColumn('place_id'),
    enabled: byColumn('enabled', 'boolean'),
    group_id: byColumn('group_id'),
    scope: { kind: 'text', keep: (row, value) => (value === 'organization') === (row.place_id === null) },
  },
  search: (row) => [row.name],
  columns: ({ place_id: place = null }) => ({
    place_id: place,
    disabled_due_to_error: false,
    disabled_due_to_error_at: null,
    failures: 0,
  }),
  // Whoever switches a failing one on again starts afresh.
  after(row, { world }) {
    if (!row.enabled || !row.disabled_due_to_error) return
    world.update('integrations', row.id, { disabled_due_to_error: false, disabled_due_to_error_at: null, failures: 0 })
  },
  view: (row, { world }) => {
    const organization = world.all('organizations')[0]
    return {
      place_id: row.place_id,
      organization_id: organization?.id ?? 0,
      organization: organization
        ? { id: organization.id, resource_type: 'Organization', name: organization.name, domain: organization.domain }
        : null,
    }
  },
}
