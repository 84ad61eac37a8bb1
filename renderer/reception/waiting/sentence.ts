import type { Change } from '../../../electron/contract/changes.ts'
import { t } from '../../i18n/index.ts'
import { isolate } from '../../i18n/names.ts'

/** A change as one sentence a receptionist would say: "Open 4th floor to Minh Khai". */
export function sentenceOf(change: Change): string {
  const name = isolate(change.subject)
  return change.object === null
    ? t(`change.short.${change.kind}`, { name })
    : t(`change.long.${change.kind}`, { name, object: isolate(change.object) })
}

/** What its class means for the person it is about. */
export function promiseOf(change: Change): string {
  return t(`change.promise.${change.class}`)
}
