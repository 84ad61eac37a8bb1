import { createI18n } from 'vue-i18n'
import en from './locales/en.json'
import type doors from './locales/en.doors.json'
import type readers from './locales/en.readers.json'
import type settings from './locales/en.settings.json'

type Leaves<Tree, Prefix extends string = ''> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? `${Prefix}${Key}` : Leaves<Tree[Key], `${Prefix}${Key}.`>
}[keyof Tree & string]

/** Every sentence there is, as `screen.part`. A key that does not exist does not compile. */
export type MessageKey = Leaves<typeof en> | Leaves<typeof doors> | Leaves<typeof readers> | Leaves<typeof settings>
export type MessageValues = Record<string, string | number>

export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages: { en } })

/**
 * One sentence in the chosen language. A number called `n` also chooses the plural form.
 * Texts that come from people go through `isolate` first. A name that ends with a full stop ends the sentence as well.
 */
export function t(key: MessageKey, values: MessageValues = {}): string {
  const text = typeof values.n === 'number' ? i18n.global.t(key, values, values.n) : i18n.global.t(key, values)
  return Object.values(values).reduce<string>((sentence, value) => {
    return typeof value === 'string' && value.endsWith('.') ? sentence.replaceAll(`${value}.`, () => value) : sentence
  }, text)
}
