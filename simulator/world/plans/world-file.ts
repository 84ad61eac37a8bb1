import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { WEEKDAYS } from '../rows-more.ts'
import { isTimeZone } from '../zone-time.ts'
import { planOf } from './check.ts'
import { Misplaced } from './misplaced.ts'
import type { WorldPlan } from './plan.ts'

/** A world file that cannot be used; the message is one sentence that names the file and the place in it. */
export class WorldFileError extends Error {}

const name = z.string().trim().min(1, 'must not be empty').max(255)
const instant = z.iso
  .datetime({ offset: true, error: 'must be an instant as in RFC 3339, e.g. "2026-05-04T08:00:00Z"' })
  .transform((text) => new Date(text).toISOString())
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be hh:mm')
const zone = z.string().refine(isTimeZone, { error: 'must be an IANA time zone, e.g. "Europe/Amsterdam"' })
const email = z.string().regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'must be an e-mail address')

const schedule = z.strictObject({
  name: name.nullable().default(null),
  consequence: z.enum(['allow', 'first_to_arrive', 'unlock']),
  days: z.array(z.enum(WEEKDAYS)).min(1, 'needs a weekday'),
  from: time,
  until: time,
})
const fullRight = z.strictObject({
  role: z.string().default('group_basic'),
  on: name.nullable().default(null),
  from: instant.nullable().default(null),
  until: instant.nullable().default(null),
})
/** A group's name alone is the usual right to open its doors. */
const right = z.union([name.transform((group) => fullRight.parse({ on: group })), fullRight])

const TAG = 'must be ten hex digits, e.g. "3C00CE754C"'
const tag = z
  .string()
  .regex(/^[0-9A-Fa-f]{10}$/, TAG)
  .transform((text) => text.toUpperCase())
const uid = z.string().regex(/^[0-9A-Fa-f]{6,16}$/, 'must be 6 to 16 hex digits')
const facility = { facility_code: z.int().min(0).max(255), card_number: z.int().min(0).max(65_535) }
const card = z.union([
  tag.transform((text) => ({ tag: text })),
  z.strictObject({ tag }),
  z.strictObject({ uid }),
  z.strictObject(facility),
])
const activated = z.boolean().default(true)
const held = z.union([
  tag.transform((text) => ({ card: { tag: text }, activated: true })),
  z.strictObject({ tag, activated }).transform(({ activated, ...card }) => ({ card, activated })),
  z.strictObject({ uid, activated }).transform(({ activated, ...card }) => ({ card, activated })),
  z.strictObject({ ...facility, activated }).transform(({ activated, ...card }) => ({ card, activated })),
])

const shape = z.strictObject({
  name: name.optional(),
  organization: z.strictObject({
    name,
    domain: z.string().regex(/^[a-z0-9-]{1,63}$/, 'must be lower-case letters, digits and hyphens'),
    time_zone: zone,
    address: z.string().nullable().default(null),
  }),
  places: z
    .array(
      z.strictObject({
        name,
        address: name,
        description: z.string().max(5000).nullable().default(null),
        latitude: z.number().min(-90).max(90).nullable().default(null),
        longitude: z.number().min(-180).max(180).nullable().default(null),
        time_zone: zone.nullable().default(null),
      }),
    )
    .min(1, 'needs a place'),
  floors: z.array(z.strictObject({ place: name.optional(), name, number: z.int().min(-99).max(999) })).default([]),
  doors: z
    .array(
      z.strictObject({
        place: name.optional(),
        floor: name.nullable().default(null),
        name,
        relay_seconds: z.number().min(0.5).max(600).default(5),
        held_open_seconds: z.number().min(3).max(600).default(30),
        exit_button: z.boolean().default(false),
        reader: z.enum(['none', 'in', 'in and out']).default('in'),
        schedules: z.array(schedule).default([]),
      }),
    )
    .default([]),
  groups: z
    .array(
      z.strictObject({
        place: name.nullable().optional(),
        name,
        description: z.string().max(5000).nullable().default(null),
        doors: z.union([z.literal('all'), z.array(name)], { error: 'must be "all" or a list of doors' }),
        schedules: z.array(schedule).default([]),
      }),
    )
    .default([]),
  teams: z.array(z.strictObject({ name, rights: z.array(right).default([]) })).default([]),
  people: z
    .array(
      z.strictObject({
        name,
        email,
        metadata: z.record(z.string().max(50), z.union([z.string().max(500), z.number(), z.boolean()])).default({}),
        suspended: z.boolean().default(false),
        teams: z.array(name).default([]),
        rights: z.array(right).default([]),
        cards: z.array(held).default([]),
      }),
    )
    .min(1, 'needs somebody: the first one owns the organization'),
  guests: z
    .array(
      z.strictObject({
        name,
        email: email.nullable().default(null),
        phone_number: z.string().max(40).nullable().default(null),
        rights: z.array(right).default([]),
        cards: z.array(held).default([]),
      }),
    )
    .default([]),
  drawer: z.array(card).default([]),
  blanks: z.array(tag).default([]),
})

/** A world file as it was read: defaults filled in, references not yet looked up. */
export type WorldFile = z.infer<typeof shape>

const written = (path: readonly PropertyKey[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`)).join('')

type Issue = z.core.$ZodIssue

/** Of a choice that fits in no way, the way that came nearest tells what is wrong. */
function nearest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue
  const [best] = [...issue.errors].sort((one, other) => depth(other) - depth(one))
  const [inner] = best ?? []
  return inner ? nearest({ ...inner, path: [...issue.path, ...inner.path] }) : issue
}
/** A wrong value within the right shape comes nearer than a wrong shape. */
const depth = (issues: readonly Issue[]): number =>
  Math.min(...issues.map((each) => (each.code === 'invalid_type' || each.code === 'unrecognized_keys' ? 0 : 1)))

const sentence = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/**
 * Reads a world file: JSON as docs/simulator-worlds.md describes it. `others` are the names that would have been worlds too,
 * for the sentence about a file that is not there. Throws WorldFileError.
 */
export function readWorldFile(path: string, others: readonly string[]): { name: string; plan: WorldPlan } {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') throw new WorldFileError(`The world file ${path} cannot be read: ${message}.`)
    throw new WorldFileError(
      `There is no world "${path}": there are ${others.join(', ')}, or the path of a world file.`,
    )
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new WorldFileError(`The world file ${path} is not valid JSON: ${(error as Error).message}.`)
  }
  try {
    return planFrom(value, basename(path).replace(/\.json$/i, ''))
  } catch (error) {
    if (!(error instanceof Misplaced)) throw error
    const place = error.path.length > 0 ? `${written(error.path)}: ` : ''
    throw new WorldFileError(`The world file ${path} cannot be used. ${place}${error.message}.`)
  }
}

/** The plan in a parsed world file. Throws Misplaced. */
export function planFrom(value: unknown, otherwise: string): { name: string; plan: WorldPlan } {
  const result = shape.safeParse(value)
  if (!result.success) {
    const [issue] = result.error.issues
    const found = issue && nearest(issue)
    throw new Misplaced(found?.path ?? [], sentence(found?.message ?? 'it has the wrong shape'))
  }
  return { name: result.data.name ?? otherwise, plan: planOf(result.data) }
}
