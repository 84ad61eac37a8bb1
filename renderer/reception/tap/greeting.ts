import type { Tap } from '../../../electron/contract/taps.ts'
import { t } from '../../i18n/index.ts'
import { isolate, shortName } from '../../i18n/names.ts'
import type { Times } from '../../i18n/time.ts'

type Member = Extract<Tap['meaning'], { kind: 'member' }>

/** What is said to staff who tap in or out: by the hour on the clock, and whether their badge opens anything. */
export function greet(
  name: string,
  presence: NonNullable<Member['presence']>,
  access: Member['access'],
  times: Times,
): string {
  const time = times.clock(presence.since)
  const hour = Number(times.wall(presence.since).time.slice(0, 2))
  const who = { name: shortName(name), time }
  const said =
    presence.state === 'out'
      ? t('tap.goodbye', who)
      : t(hour < 12 ? 'tap.morning' : hour < 18 ? 'tap.afternoon' : 'tap.evening', who)
  return access === 'open' ? said : `${said} ${t(`tap.access.${access}`, { name: isolate(name) })}`
}
