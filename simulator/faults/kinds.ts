import { z } from 'zod'

/** What every fault may say about when it strikes; all of it together. */
const COMMON = {
  /** Every method when missing. */
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  /**
   * The path without its query; a star stands for anything. Every path when missing. Of webhooks it is
   * `/integrations/<id>`.
   */
  path: z.string().startsWith('/').max(200).optional(),
  /** How likely each fitting request is struck, drawn from the world's seed; always when missing. */
  probability: z.number().gt(0).max(1).optional(),
  /** How often it strikes; without end when missing. */
  count: z.int().min(1).max(1_000_000).optional(),
  /** For how long it stands, in seconds of the simulator's clock; without end when missing. */
  seconds: z.number().gt(0).max(31_536_000).optional(),
} as const

const milliseconds = z.int().min(0).max(600_000)
const names = z.array(z.string().min(1).max(100)).min(1).max(50)

/** What a kind of fault takes beside the common keys. */
const PARAMETERS = {
  /**
   * The request waits first, in real time: `milliseconds`, more or less `spread` of them: evenly, or normally
   * distributed with `spread` as the standard deviation.
   */
  latency: {
    milliseconds: milliseconds.default(400),
    spread: milliseconds.default(0),
    distribution: z.enum(['uniform', 'normal']).default('uniform'),
  },
  /**
   * Any refusal. `body` is Kisi's JSON, or a proxy's page as 502 and 504 come when nothing is said, or empty.
   * `retry_after` (seconds) adds that header, `code` is Kisi's error code in the body, `errors` what a 422 says of
   * each field, and with `after` the effect takes place all the same.
   */
  status: {
    status: z.int().min(400).max(599).default(500),
    body: z.enum(['json', 'html', 'empty']).optional(),
    code: z.string().min(1).max(20).optional(),
    errors: z.record(z.string().min(1).max(100), z.array(z.string().max(300)).max(5)).optional(),
    retry_after: z.int().min(0).max(86_400).optional(),
    after: z.boolean().default(false),
  },
  /** No answer ever, and no effect. */
  timeout_before: {},
  /** No answer ever, although the effect took place. */
  timeout_after: {},
  /** The connection is reset (RST) before anything happened. */
  reset_before: {},
  /** The effect takes place; the head of the answer arrives and this part of its body, then the connection is reset. */
  reset_half: { part: z.number().min(0).max(1).default(0.5) },
  /** The connection is reset when the effect has taken place and nothing was said. */
  reset_after: {},
  /**
   * Only this part of the body arrives: Content-Length is kept and the connection closed early, or, with `complete`,
   * the length is that of the part and nothing but the JSON tells.
   */
  truncated: { part: z.number().min(0).max(1).default(0.5), complete: z.boolean().default(false) },
  /** The body is something else, under the Content-Type of JSON. */
  not_json: { text: z.string().max(10_000).default('<!doctype html><title>Welcome to Harbour Wi-Fi</title>') },
  /** The body stays as it is and is called something else. */
  content_type: {
    content_type: z
      .string()
      .regex(/^[\x20-\x7e]{1,200}$/, 'must be printable ASCII')
      .default('text/html; charset=utf-8'),
  },
  /** That many fields nobody knows are added to every object in the answer. */
  extra_fields: { fields: z.int().min(1).max(20).default(2) },
  /** These fields are missing from the answer's object, or from each of its list; one chosen by the seed when none is named. */
  missing_fields: { fields: names.optional() },
  /** The body arrives at this pace. */
  slow_drip: { bytes_per_second: z.int().min(1).max(1_000_000).default(100) },
  /** The cloud's clock is ahead by that much, or behind: the Date header and every instant that the cloud itself stamps. */
  wrong_clock: { shift_seconds: z.int().min(-315_360_000).max(315_360_000).default(86_400) },
  /** The request is answered as one with a revoked key: 401 afc496. */
  key_revoked: {},
  /** The request is answered as one with an expired key: 401 afc496, for Kisi tells them not apart. */
  key_expired: {},
  /**
   * At every page that is turned (an `offset` above 0), so many rows have come in at the front of that list, or gone
   * from it, or moved there from its end. It lasts until the list is read from its start again.
   */
  shifting_pages: {
    change: z.enum(['inserted', 'removed', 'reordered']).default('inserted'),
    rows: z.int().min(1).max(100).default(1),
  },
  /** A webhook is delivered that many times more. `event` is the event's type; a star stands for anything. */
  webhook_duplicated: { copies: z.int().min(1).max(10).default(1), event: z.string().min(1).max(100).optional() },
  /** A webhook is held back until so many later ones have gone, or for a minute of the simulator's clock. */
  webhook_reordered: { later: z.int().min(1).max(20).default(1), event: z.string().min(1).max(100).optional() },
  /** A webhook is never sent, and counts as delivered. */
  webhook_lost: { event: z.string().min(1).max(100).optional() },
} as const

type Parameters = typeof PARAMETERS
export type FaultKind = keyof Parameters

const shapeOf = <Kind extends FaultKind>(kind: Kind) =>
  z.strictObject({ kind: z.literal(kind), ...COMMON, ...(PARAMETERS[kind] as Parameters[Kind]) })

/** What can be made to go wrong, for the requests or webhooks it fits. */
export const faultRequest = z.discriminatedUnion('kind', [
  shapeOf('latency'),
  shapeOf('status'),
  shapeOf('timeout_before'),
  shapeOf('timeout_after'),
  shapeOf('reset_before'),
  shapeOf('reset_half'),
  shapeOf('reset_after'),
  shapeOf('truncated'),
  shapeOf('not_json'),
  shapeOf('content_type'),
  shapeOf('extra_fields'),
  shapeOf('missing_fields'),
  shapeOf('slow_drip'),
  shapeOf('wrong_clock'),
  shapeOf('key_revoked'),
  shapeOf('key_expired'),
  shapeOf('shifting_pages'),
  shapeOf('webhook_duplicated'),
  shapeOf('webhook_reordered'),
  shapeOf('webhook_lost'),
])

/** As it is asked for: what has a default may be left out. */
export type FaultAsked = z.input<typeof faultRequest>
/** With every default filled in. */
export type FaultRequest = z.output<typeof faultRequest>
export type FaultOf<Kind extends FaultKind> = Extract<FaultRequest, { kind: Kind }>

/** Every kind, in the order a panel shows them. */
export const FAULT_KINDS = Object.keys(PARAMETERS) as FaultKind[]
