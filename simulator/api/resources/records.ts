import { deriveHex } from '../../world/derive.ts'
import type { CsvImportRow } from '../../world/rows-more.ts'
import type { World } from '../../world/world.ts'
import { demand, ok, record, type Call } from '../call.ts'
import { byColumn, EVERYTHING, TEN, type Resource } from '../description.ts'
import type { Fields } from '../fields.ts'
import { shortObject } from '../references.ts'

/** The organization as most of its things show it. */
export function ofOrganization(world: World) {
  const id = world.all('organizations')[0]?.id ?? 0
  return { organization_id: id, organization: shortObject(world, 'organizations', id) ?? null }
}

const flag = (usual: boolean) => ({ kind: 'boolean', default: usual }) as const
const count = (usual: number) => ({ kind: 'integer', least: 0, most: 600, default: usual }) as const

export const cameras: Resource<'cameras'> = {
  table: 'cameras',
  root: 'camera',
  type: 'Camera',
  permission: 'cameras',
  operations: EVERYTHING,
  // The range is said although no limit can be asked for (reference H, "Cameras"): they all come at once.
  page: { usual: 250, most: 250 },
  fields: {
    // Required, and null where the camera watches no door: then it says its place.
    lock_id: { kind: 'integer', required: true, nullable: true, to: 'locks' },
    remote_id: { kind: 'text', required: true, editable: false },
    place_id: { kind: 'integer', nullable: true, to: 'places', editable: false },
    name: { kind: 'text' },
    description: { kind: 'text', nullable: true, longest: 5000 },
    metadata: { kind: 'object', default: {} },
    enabled: flag(true),
    clip_duration: count(30),
    number_of_snapshots: count(3),
    snapshot_offset: count(0),
    supports_clips: flag(true),
    supports_images: flag(true),
    supports_thumbnails: flag(true),
  },
  links: [{ as: 'lock', column: 'lock_id', to: 'locks' }],
  filters: { place_id: byColumn('place_id'), lock_id: byColumn('lock_id') },
  sort: { name: (row) => row.name },
  prepare(body, { world }, creating) {
    if (!creating) return body
    const lock = typeof body.lock_id === 'number' ? world.get('locks', body.lock_id) : undefined
    const name = body.name ?? body.remote_id ?? ''
    return { ...body, name, place_id: body.place_id ?? lock?.place_id ?? world.all('places')[0]?.id ?? null }
  },
  columns: () => ({ status: 'online', status_changed_at: null }),
  after(row, { world }, { status }) {
    if ((status === 'online' || status === 'offline') && status !== row.status) {
      world.update('cameras', row.id, { status, status_changed_at: world.clock.iso() })
    }
  },
  view: () => ({ type: 'generic' }),
  scope: (row) => ({ placeId: row.place_id }),
}

const reporter = { kind: 'integer', required: true, least: 1, editable: false } as const
const DAYS_180 = 180 * 86_400_000

export const reports: Resource<'reports'> = {
  table: 'reports',
  root: 'report',
  type: 'Report',
  permission: 'reports',
  operations: ['list', 'fetch', 'create', 'delete'],
  page: TEN,
  fields: {
    name: { kind: 'text', required: true },
    reporter_id: reporter,
    start_date: { kind: 'date' },
    end_date: { kind: 'date' },
    time_zone: { kind: 'zone', nullable: true },
  },
  // Without dates: the last thirty days (Kisi does not say).
  prepare(body, { world }) {
    const day = (ago: number) => new Date(world.clock.now() - ago * 86_400_000).toISOString().slice(0, 10)
    return { ...body, start_date: body.start_date ?? day(30), end_date: body.end_date ?? day(0) }
  },
  check(row) {
    const span = Date.parse(row.end_date) - Date.parse(row.start_date)
    if (span < 0) return { end_date: ['must not be before start_date'] }
    return span > DAYS_180 ? { end_date: ['must be at most 180 days after start_date'] } : null
  },
  columns: () => ({ status: 'finished' }),
  view: (_row, { world }) => ({ ...ofOrganization(world), place_id: null }),
  actions: {
    download(row, call: Call) {
      demand(call, 'reports_read')
      record(call, { type: 'report.download', object: { type: 'Report', id: row.id, name: row.name } })
      // Report definitions are not public, so that there is nothing to download: only the address is as Kisi's.
      const token = deriveHex(call.world.seed, 'report', row.id).slice(0, 32)
      return ok({ url: `${call.origin}/_sim/files/reports/${token}` })
    },
  },
}

export const scheduledReports: Resource<'scheduled_reports'> = {
  table: 'scheduled_reports',
  root: 'scheduled_report',
  type: 'ScheduledReport',
  permission: 'scheduled_report',
  operations: EVERYTHING,
  page: TEN,
  fields: {
    name: { kind: 'text', required: true },
    reporter_id: reporter,
    period: { kind: 'choice', values: ['day', 'week', 'month'], required: true },
    frequency: { kind: 'integer', required: true, least: 1, most: 365 },
    scheduled_at: { kind: 'date', required: true },
    time_zone: { kind: 'zone', required: true },
    emails: { kind: 'emails', default: [] },
    enabled: flag(true),
  },
  view: (_row, { world }) => ({ ...ofOrganization(world), place_id: null }),
}

const FILE: Fields = { file_name: { kind: 'text', required: true } }

/** The two imports. What columns such a file has is not public: every import ends as failed and says so. */
function csvImport<Name extends 'csv_card_imports' | 'csv_user_imports'>(
  table: Name,
  permission: string,
): Resource<Name> {
  return {
    table,
    root: table.slice(0, -1),
    type: table === 'csv_card_imports' ? 'CsvCardImport' : 'CsvUserImport',
    showsType: false,
    permission,
    operations: ['fetch', 'create'],
    page: null,
    fields: FILE,
    columns: (values) => ({ name: values.file_name ?? null, status: 'waiting', import_errors: {} }),
    view(row, { world }) {
      const failed: Partial<CsvImportRow> = {
        status: 'failed',
        import_errors: { base: ['The simulator does not know the columns of such a file.'] },
      }
      return { ...ofOrganization(world), ...(world.clock.iso() > row.created_at ? failed : {}) }
    },
  }
}

export const csvCardImports = csvImport('csv_card_imports', 'csv_card_import')
export const csvUserImports = csvImport('csv_user_imports', 'csv_user_import')

/** GET /cameras/{id}/video_link. */
export const videoLink = (id: number, call: Call) =>
  ok({ url: `${call.origin}/_sim/files/cameras/${deriveHex(call.world.seed, 'camera', id).slice(0, 32)}` })
