import { reactive } from 'vue'
import type { Visit } from '../../../electron/contract/visits.ts'
import { useDesk } from '../../app/client.ts'
import { t } from '../../i18n/index.ts'
import { isolate } from '../../i18n/names.ts'
import { useStatus } from '../../stores/status.ts'
import { useToasts } from '../../stores/toasts.ts'
import { useVisits } from '../../stores/visits.ts'

const leaving = reactive(new Set<string>())

/** Checks a visitor out, from the list or the panel, and says what happens to the doors. */
export function useCheckOut(): {
  busy: (visitId: string) => boolean
  run: (visit: Visit, tapId?: string) => Promise<string | null>
} {
  const desk = useDesk()
  const visits = useVisits()
  const toasts = useToasts()
  const status = useStatus()

  /** Answers the desk's sentence when it refuses, and says it in a toast as well. `tapId`: the card has come back. */
  async function run(visit: Visit, tapId?: string): Promise<string | null> {
    if (leaving.has(visit.id)) return null
    leaving.add(visit.id)
    const answer =
      tapId === undefined
        ? await desk.call('visits.check_out', { visitId: visit.id })
        : await desk.call('taps.check_out', { tapId })
    leaving.delete(visit.id)
    if (!answer.ok) {
      toasts.say(answer.error.message, 'problem')
      return answer.error.message
    }
    if (visits.open?.id === visit.id) {
      if ('keys' in answer.value) visits.show(answer.value)
      else void visits.select(visit.id)
    }
    const name = isolate(visit.visitor.name)
    const card = visit.cardNumber
    if (tapId !== undefined && card !== null) toasts.say(t('visit.checkedOutBack', { name, card }))
    else if (card !== null) toasts.say(t('visit.checkedOutCard', { name, card }))
    else toasts.say(status.online ? t('visit.checkedOut', { name }) : t('visit.checkedOutOffline', { name }))
    return null
  }

  return { busy: (visitId) => leaving.has(visitId), run }
}
