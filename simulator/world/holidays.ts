import { plusDays } from './zone-time.ts'

export interface Holiday {
  /** YYYY-MM-DD */
  date: string
  name: string
}

export interface Country {
  alpha3: string
  name: string
  continent: string
  world_region: string
  /** Of telephone numbers. */
  callingCode: string
  /** Day codes with names: `12-25`, or days after Easter Sunday: `+1`, `-2`. */
  days: readonly (readonly [code: string, name: string])[]
  /** Holidays that only some parts have, by the part's code. */
  parts?: Record<string, { name: string; days: readonly (readonly [code: string, name: string])[] }>
}

const NEW_YEAR = ['01-01', "New Year's Day"] as const
const GOOD_FRIDAY = ['-2', 'Good Friday'] as const
const EASTER_MONDAY = ['+1', 'Easter Monday'] as const
const LABOUR_DAY = ['05-01', 'Labour Day'] as const
const ASCENSION = ['+39', 'Ascension Day'] as const
const WHIT_MONDAY = ['+50', 'Whit Monday'] as const
const EPIPHANY = ['01-06', 'Epiphany'] as const
const CORPUS_CHRISTI = ['+60', 'Corpus Christi'] as const
const ASSUMPTION = ['08-15', 'Assumption Day'] as const
const ALL_SAINTS = ['11-01', "All Saints' Day"] as const
const CHRISTMAS = ['12-25', 'Christmas Day'] as const
const SECOND = ['12-26', 'Second Day of Christmas'] as const

const western = { continent: 'Europe', world_region: 'EMEA' } as const

/**
 * The days off that the law of each country names. Kisi documents some sixty countries; these are the ones whose days
 * follow a date or Easter alone, so that they can be reckoned for any year. Other regions are refused as unknown.
 */
export const COUNTRIES: Readonly<Record<string, Country>> = {
  at: {
    ...{ ...western, alpha3: 'AUT', callingCode: '43', name: 'Austria' },
    days: [
      ...[NEW_YEAR, EPIPHANY, EASTER_MONDAY, LABOUR_DAY, ASCENSION, WHIT_MONDAY, CORPUS_CHRISTI, ASSUMPTION],
      ...([['10-26', 'National Day']] as const),
      ...[ALL_SAINTS, ['12-08', 'Immaculate Conception'] as const, CHRISTMAS, SECOND],
    ],
  },
  be: {
    ...{ ...western, alpha3: 'BEL', callingCode: '32', name: 'Belgium' },
    days: [
      ...[NEW_YEAR, EASTER_MONDAY, LABOUR_DAY, ASCENSION, WHIT_MONDAY, ['07-21', 'National Day'] as const],
      ...[ASSUMPTION, ALL_SAINTS, ['11-11', 'Armistice Day'] as const, CHRISTMAS],
    ],
  },
  de: {
    ...{ ...western, alpha3: 'DEU', callingCode: '49', name: 'Germany' },
    days: [
      ...[NEW_YEAR, GOOD_FRIDAY, EASTER_MONDAY, LABOUR_DAY, ASCENSION, WHIT_MONDAY],
      ...[['10-03', 'German Unity Day'] as const, CHRISTMAS, SECOND],
    ],
    parts: {
      by: { name: 'Bavaria', days: [EPIPHANY, CORPUS_CHRISTI, ALL_SAINTS] },
      be: { name: 'Berlin', days: [['03-08', "International Women's Day"]] },
      nw: { name: 'North Rhine-Westphalia', days: [CORPUS_CHRISTI, ALL_SAINTS] },
    },
  },
  fr: {
    ...{ ...western, alpha3: 'FRA', callingCode: '33', name: 'France' },
    days: [
      ...[NEW_YEAR, EASTER_MONDAY, LABOUR_DAY, ['05-08', 'Victory Day'] as const, ASCENSION, WHIT_MONDAY],
      ...[['07-14', 'Bastille Day'] as const, ASSUMPTION, ALL_SAINTS, ['11-11', 'Armistice Day'] as const, CHRISTMAS],
    ],
  },
  lu: {
    ...{ ...western, alpha3: 'LUX', callingCode: '352', name: 'Luxembourg' },
    days: [
      ...[NEW_YEAR, EASTER_MONDAY, LABOUR_DAY, ['05-09', 'Europe Day'] as const, ASCENSION, WHIT_MONDAY],
      ...[['06-23', 'National Day'] as const, ASSUMPTION, ALL_SAINTS, CHRISTMAS, SECOND],
    ],
  },
  nl: {
    ...{ ...western, alpha3: 'NLD', callingCode: '31', name: 'Netherlands' },
    days: [
      ...[NEW_YEAR, GOOD_FRIDAY, EASTER_MONDAY, ['04-27', "King's Day"] as const, ASCENSION, WHIT_MONDAY],
      ...[CHRISTMAS, SECOND],
    ],
  },
  no: {
    ...{ ...western, alpha3: 'NOR', callingCode: '47', name: 'Norway' },
    days: [
      ...[NEW_YEAR, ['-3', 'Maundy Thursday'] as const, GOOD_FRIDAY, EASTER_MONDAY, LABOUR_DAY],
      ...[['05-17', 'Constitution Day'] as const, ASCENSION, WHIT_MONDAY, CHRISTMAS, SECOND],
    ],
  },
  pl: {
    ...{ ...western, alpha3: 'POL', callingCode: '48', name: 'Poland' },
    days: [
      ...[NEW_YEAR, EPIPHANY, EASTER_MONDAY, LABOUR_DAY, ['05-03', 'Constitution Day'] as const, CORPUS_CHRISTI],
      ...[ASSUMPTION, ALL_SAINTS, ['11-11', 'Independence Day'] as const, CHRISTMAS, SECOND],
    ],
  },
}

/** Easter Sunday of that year, by the anonymous Gregorian computus. */
export function easter(year: number): string {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100]
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return `${year}-${String(Math.floor(f / 31)).padStart(2, '0')}-${String((f % 31) + 1).padStart(2, '0')}`
}

export function isRegion(region: string): boolean {
  const [country = '', part] = region.split('_')
  if (!Object.hasOwn(COUNTRIES, country)) return false
  return part === undefined || Object.hasOwn(COUNTRIES[country]?.parts ?? {}, part)
}

/**
 * The holidays of a region (`nl`, `de_by`) in that year, by date. None of these countries moves a holiday that falls on
 * a weekend, but for the Dutch King's Day on a Sunday: `observed` is the day it is kept on.
 */
export function holidaysOf(region: string, year: number, observed: boolean): Holiday[] {
  const [code = '', part = ''] = region.split('_')
  const country = isRegion(region) ? COUNTRIES[code] : undefined
  if (!country) return []
  const sunday = easter(year)
  const kept = (date: string) =>
    observed && date.endsWith('-04-27') && new Date(`${date}T00:00:00Z`).getUTCDay() === 0 ? plusDays(date, -1) : date
  return [...country.days, ...(country.parts?.[part]?.days ?? [])]
    .map(([day, name]) => ({
      date: kept(/^[+-]\d+$/.test(day) ? plusDays(sunday, Number(day)) : `${year}-${day}`),
      name,
    }))
    .sort((one, other) => one.date.localeCompare(other.date))
}
