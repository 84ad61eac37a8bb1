import { byColumn, EVERYTHING, TEN, type Resource } from '../description.ts'

/** Only webhooks so far: the other types belong to partners a front desk has nothing to do with. */
export const integrations: Resource<'integrations'> = {
  table: 'integrations',
  root: 'integration',
  type: 'Integration',
  permission: 'integrations',
  operations: EVERYTHING,
  page: TEN,
  fields: {
    name: { kind: 'text', required: true },
    type: { kind: 'choice', values: ['event_webhook'], required: true, editable: false },
    url: { kind: 'url', required: true },
    enabled: { kind: 'boolean', default: true },
    enabled_events: { kind: 'texts', default: [] },
    signature_key: { kind: 'text', nullable: true },
  },
  hidden: ['signature_key', 'failures', 'place_id'],
  brief: ['url', 'enabled_events'],
  filters: {
    place_id: byColumn('place_id'),
    enabled: byColumn('enabled', 'boolean'),
    scope: { kind: 'text', keep: (row, value) => (value === 'organization') === (row.place_id === null) },
  },
  search: (row) => [row.name],
  columns: () => ({ place_id: null, disabled_due_to_error: false, disabled_due_to_error_at: null, failures: 0 }),
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
