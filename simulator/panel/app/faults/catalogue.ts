import type { Fault, FaultAsked, FaultKind } from '../shapes.ts'

/** One thing a kind of fault can be told, as the dialog asks for it. */
export interface FaultField {
  name: string
  label: string
  /** What stands there at first, as it is typed. */
  start: string
  /** A number, with its unit; some of a few; words; or names with commas between them. */
  as: 'number' | 'text' | 'names' | 'switch' | { key: string; label: string }[]
  optional?: boolean
}

export interface FaultKindWords {
  section: 'Network' | 'Refusals' | 'Answers' | 'Webhooks'
  label: string
  /** What it does, said once in the dialog. */
  help: string
  /** Its parameters in a few letters, as beside its switch; empty for none. */
  figure(fault: Record<string, unknown>): string
  fields: FaultField[]
}

const number = (name: string, label: string, start: string): FaultField => ({ name, label, start, as: 'number' })
const plain = (): string => ''
const share = { name: 'part', label: 'How much of it arrives, 0 to 1', start: '0.5', as: 'number' } as const
const percent = ({ part = 0.5 }: Record<string, unknown>): string => `${Math.round(Number(part) * 100)} %`
const event: FaultField = { name: 'event', label: 'Event, a star for anything', start: '', as: 'text', optional: true }

/** `+ 7 min`, `- 1 day`. */
function shift(seconds: number): string {
  const size = Math.abs(seconds)
  const [many, unit] =
    size % 86_400 === 0
      ? [size / 86_400, 'd']
      : size % 3600 === 0
        ? [size / 3600, 'h']
        : size % 60 === 0
          ? [size / 60, 'min']
          : [size, 's']
  return `${seconds < 0 ? '−' : '+'} ${many} ${unit}`
}

/** Every kind of fault in words, in the order in which the panel lists them. */
export const KINDS: Record<FaultKind, FaultKindWords> = {
  latency: {
    section: 'Network',
    label: 'Latency',
    help: 'Every request waits first.',
    figure: ({ milliseconds = 400, spread = 0 }) =>
      Number(spread) > 0 ? `${milliseconds as number} ± ${spread as number} ms` : `${milliseconds as number} ms`,
    fields: [number('milliseconds', 'Milliseconds', '400'), number('spread', 'More or less', '60')],
  },
  slow_drip: {
    section: 'Network',
    label: 'Slow drip',
    help: 'The body arrives a few bytes at a time.',
    figure: ({ bytes_per_second: pace = 100 }) => `${pace as number} B/s`,
    fields: [number('bytes_per_second', 'Bytes a second', '100')],
  },
  timeout_before: {
    section: 'Network',
    label: 'Time out, before the effect',
    help: 'No answer ever, and nothing is done.',
    figure: plain,
    fields: [],
  },
  timeout_after: {
    section: 'Network',
    label: 'Time out, after the effect',
    help: 'It is done, and nobody is told.',
    figure: plain,
    fields: [],
  },
  reset_before: {
    section: 'Network',
    label: 'Reset, before the effect',
    help: 'The connection breaks, and nothing is done.',
    figure: plain,
    fields: [],
  },
  reset_half: {
    section: 'Network',
    label: 'Reset half-way',
    help: 'It is done. Part of the answer arrives, then the connection breaks.',
    figure: percent,
    fields: [share],
  },
  reset_after: {
    section: 'Network',
    label: 'Reset, after the effect',
    help: 'It is done, then the connection breaks before a word is said.',
    figure: plain,
    fields: [],
  },
  status: {
    section: 'Refusals',
    label: 'Refused',
    help: 'The answer is a refusal, and nothing is done unless that is asked for.',
    figure: plain,
    fields: [
      number('status', 'Status, 400 to 599', '500'),
      {
        name: 'body',
        label: 'With',
        start: 'json',
        as: [
          { key: 'json', label: 'Kisi’s JSON' },
          { key: 'html', label: 'A proxy’s page' },
          { key: 'empty', label: 'No body' },
        ],
      },
      { name: 'retry_after', label: 'Retry-After in seconds', start: '', as: 'number', optional: true },
      { name: 'after', label: 'Only after it was done', start: '', as: 'switch' },
    ],
  },
  key_revoked: {
    section: 'Refusals',
    label: 'As if the key were revoked',
    help: 'Answered as if the key had been taken back.',
    figure: plain,
    fields: [],
  },
  key_expired: {
    section: 'Refusals',
    label: 'As if the key had expired',
    help: 'Answered as if the key had run out.',
    figure: plain,
    fields: [],
  },
  truncated: {
    section: 'Answers',
    label: 'Truncated',
    help: 'The body ends too early.',
    figure: percent,
    fields: [share, { name: 'complete', label: 'Its length says nothing of it', start: '', as: 'switch' }],
  },
  not_json: {
    section: 'Answers',
    label: 'Not JSON',
    help: 'Something else stands where JSON is expected, as on a hotel’s network.',
    figure: plain,
    fields: [
      {
        name: 'text',
        label: 'The body instead',
        start: '<!doctype html><title>Welcome to Harbour Wi-Fi</title>',
        as: 'text',
      },
    ],
  },
  content_type: {
    section: 'Answers',
    label: 'Wrong content type',
    help: 'The body is right and is called something else.',
    figure: plain,
    fields: [{ name: 'content_type', label: 'Content type', start: 'text/html; charset=utf-8', as: 'text' }],
  },
  extra_fields: {
    section: 'Answers',
    label: 'Unknown fields',
    help: 'Fields come that nobody knows.',
    figure: ({ fields = 2 }) => `${fields as number} more`,
    fields: [number('fields', 'How many', '2')],
  },
  missing_fields: {
    section: 'Answers',
    label: 'Missing fields',
    help: 'Fields that are documented do not come. One is chosen where none is named.',
    figure: ({ fields }) => (Array.isArray(fields) ? fields.join(', ') : ''),
    fields: [{ name: 'fields', label: 'Which, with commas between', start: '', as: 'names', optional: true }],
  },
  shifting_pages: {
    section: 'Answers',
    label: 'Pages shift while read',
    help: 'At every page that is turned, rows come in at the front, or go.',
    figure: ({ rows = 1, change = 'inserted' }) => `${rows as number} ${change as string}`,
    fields: [
      {
        name: 'change',
        label: 'The rows are',
        start: 'inserted',
        as: [
          { key: 'inserted', label: 'Inserted' },
          { key: 'removed', label: 'Removed' },
          { key: 'reordered', label: 'Reordered' },
        ],
      },
      number('rows', 'How many', '1'),
    ],
  },
  wrong_clock: {
    section: 'Answers',
    label: 'Wrong clock',
    help: 'The cloud’s own instants are ahead, or behind with a minus.',
    figure: ({ shift_seconds: seconds = 86_400 }) => shift(Number(seconds)),
    fields: [number('shift_seconds', 'Seconds ahead', '420')],
  },
  webhook_duplicated: {
    section: 'Webhooks',
    label: 'Twice',
    help: 'A webhook is delivered more than once.',
    figure: ({ copies = 1 }) => (Number(copies) === 1 ? '' : `${Number(copies) + 1} times`),
    fields: [number('copies', 'Copies more', '1'), event],
  },
  webhook_reordered: {
    section: 'Webhooks',
    label: 'Out of order',
    help: 'A webhook is held back until later ones have gone.',
    figure: ({ later = 1 }) => `${later as number} later`,
    fields: [number('later', 'Until so many others have gone', '1'), event],
  },
  webhook_lost: {
    section: 'Webhooks',
    label: 'Lost',
    help: 'A webhook is never sent, and counts as delivered.',
    figure: plain,
    fields: [event],
  },
}

export const SECTIONS = ['Network', 'Refusals', 'Answers', 'Webhooks'] as const

/** Refusals that a caller must tell from one another: each has a switch of its own. */
const STATUSES: Record<number, string> = {
  429: 'Too many',
  500: 'Unexpected',
  502: 'Bad gateway',
  503: 'Unavailable',
  504: 'Gateway timeout',
}
const OFFERED = [429, 500, 503]

/** One line of the list: a fault that stands, or one that a switch would add. */
export interface FaultRow {
  key: string
  kind: FaultKind
  label: string
  figure: string
  fault: Fault | null
  /** What its switch asks for. */
  asked: FaultAsked
}

/** A kind as a switch turns it on: everywhere, always, with what stands in its fields at first. */
function presetsOf(kind: FaultKind): FaultAsked[] {
  if (kind === 'status') return OFFERED.map((status) => ({ kind, status }))
  const values = KINDS[kind].fields.flatMap(({ name, as, start }) =>
    start === '' ? [] : [[name, as === 'number' ? Number(start) : start] as const],
  )
  return [{ kind, ...Object.fromEntries(values) } as FaultAsked]
}

function rowOf(asked: FaultAsked, fault: Fault | null): FaultRow {
  const { kind } = asked
  const { label, figure } = KINDS[kind]
  const key = fault === null ? `${kind}/${JSON.stringify(asked)}` : `${kind}/${fault.id}`
  if (asked.kind !== 'status') return { key, kind, label, figure: figure({ ...asked }), fault, asked }
  const { status = 500 } = asked
  const named = STATUSES[status]
  return { key, kind, label: named ? `${status} ${named}` : `${status}`, figure: '', fault, asked }
}

/** The lines of a section: whatever stands, and every switch of which nothing stands. */
export function faultRows(section: FaultKindWords['section'], standing: readonly Fault[]): FaultRow[] {
  const kinds = (Object.keys(KINDS) as FaultKind[]).filter((kind) => KINDS[kind].section === section)
  return kinds.flatMap((kind) => {
    const stands = standing.filter((fault) => fault.kind === kind)
    const statuses = new Set(stands.map((fault) => (fault.kind === 'status' ? fault.status : null)))
    const free = presetsOf(kind).filter((asked) =>
      asked.kind === 'status' ? !statuses.has(asked.status ?? 500) : stands.length === 0,
    )
    return [...stands.map((fault) => rowOf(fault, fault)), ...free.map((asked) => rowOf(asked, null))]
  })
}
