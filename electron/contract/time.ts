import { z } from 'zod'

/** An instant as RFC 3339 in UTC with milliseconds, e.g. `2026-10-14T07:42:00.000Z`. */
export const instant = z.iso.datetime({ offset: true })
export type Instant = string
