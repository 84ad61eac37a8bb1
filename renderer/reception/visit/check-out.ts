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
export function useCheckOut(): { busy: (visitId: string) => boolean; run: (visit: Visit) => Promise<string | null> } {
  const desk = useDesk()
  const visits = useVisits()
  const toasts = useToasts()
  const status = useStatus()

  /** Answers the desk's sentence when it refuses, and says it in a toast as well. */
  async function run(visit: Visit): Promise<string | null> {
    if (leaving.has(visit.id)) return null
    leaving.add(visit.id)
    const answer = await desk.call('visits.check_out', { visitId: visit.id })
    leaving.delete(visit.id)
    if (!answer.ok) {
      toasts.say(answer.error.message, 'problem')
      return answer.error.message
    }
    if (visits.open?.id === visit.id) visits.show(answer.value)
    const name = isolate(visit.visitor.name)
    const card = visit.cardNumber
    if (card !== null) toasts.say(t('visit.checkedOutCard', { name, card }))
    else toasts.say(status.online ? t('visit.checkedOut', { name }) : t('visit.checkedOutOffline', { name }))
    return null
  }

  return { busy: (visitId) => leaving.has(visitId), run }
}
