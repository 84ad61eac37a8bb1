import { t } from '../../i18n/index.ts'

/** `42 min`, `3 h 5 min`, `2 d`: as short as a row needs it. */
export function duration(minutes: number): string {
  if (minutes < 60) return t('time.minutes', { n: minutes })
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return t('time.days', { n: Math.floor(hours / 24) })
  const rest = minutes % 60
  return rest === 0 || hours >= 10
    ? t('time.hours', { n: hours })
    : t('time.hoursAndMinutes', { n: hours, minutes: rest })
}
