import { z } from 'zod'
import type { KisiSchedule } from '../types.ts'
import { flag, id, lacks, optionalId, optionalText } from './fields.ts'

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const day = { monday: flag, tuesday: flag, wednesday: flag, thursday: flag, friday: flag, saturday: flag, sunday: flag }

const rawSchedule = z.object({
  id,
  name: optionalText,
  enabled: flag,
  override: flag,
  consequence: z.enum(['allow', 'first_to_arrive', 'permit', 'unlock']),
  scheduleable_type: z.enum(['Group', 'Lock', 'ElevatorStop']),
  scheduleable_id: id,
  place_id: optionalId,
  type: optionalText,
  ...day,
  starts_at_time: optionalText,
  ends_at_time: optionalText,
  starts_at: optionalText,
  ends_at: optionalText,
  starts_at_date: optionalText,
  ends_at_date: optionalText,
  region: optionalText,
  holidays: z.array(z.object({ date: z.string() })).nullish(),
})
type RawSchedule = z.output<typeof rawSchedule>

function whenOf(raw: RawSchedule): KisiSchedule['when'] | string {
  switch (raw.type) {
    case 'single_event':
      if (raw.starts_at === null || raw.ends_at === null) return 'starts_at'
      return { kind: 'single', startsAt: raw.starts_at, endsAt: raw.ends_at }
    case 'single_all_day_event':
      if (raw.starts_at_date === null || raw.ends_at_date === null) return 'starts_at_date'
      return { kind: 'all_day', startsOn: raw.starts_at_date, endsOn: raw.ends_at_date }
    case 'recurring_event': {
      const on = weekdays.filter((name) => raw[name])
      // Kisi's schema leaves the hours out although its prose asks for them: the whole day then.
      const [startsAt, endsAt] = [raw.starts_at_time ?? '00:00', raw.ends_at_time ?? '23:59']
      return { kind: 'recurring', weekdays: on, startsAt, endsAt }
    }
    default:
      if (raw.region === null) return 'type'
      return { kind: 'holidays', region: raw.region, dates: (raw.holidays ?? []).map(({ date }) => date) }
  }
}

/** The four kinds of schedule (reference, "Schedules") as one. */
export const schedule = rawSchedule.transform((raw, context): KisiSchedule => {
  const when = whenOf(raw)
  if (typeof when === 'string') return lacks(context, when)
  return {
    id: raw.id,
    name: raw.name,
    enabled: raw.enabled,
    override: raw.override,
    consequence: raw.consequence,
    targetType: raw.scheduleable_type,
    targetId: raw.scheduleable_id,
    placeId: raw.place_id,
    when,
  }
})
