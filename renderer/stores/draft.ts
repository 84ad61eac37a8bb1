import { defineStore } from 'pinia'
import { computed, reactive } from 'vue'
import type { Visit, VisitDetail } from '../../electron/contract/visits.ts'
import { useDesk } from '../app/client.ts'
import {
  draftOfVisit,
  emptyDraft,
  endOf,
  isUntouched,
  toInput,
  walkInKey,
  type Draft,
} from '../reception/checkin/draft.ts'
import { useClock } from './clock.ts'
import { useView } from './view.ts'
import { useVisits } from './visits.ts'

/** What is being typed at this desk. Kept while the program runs and nowhere else: nothing is lost by stepping away. */
export const useDrafts = defineStore('drafts', () => {
  const desk = useDesk()
  const clock = useClock()
  const view = useView()
  const visits = useVisits()
  const drafts = reactive(new Map<string, Draft>())
  const sending = reactive(new Set<string>())

  /** The draft whose form is open. */
  const current = computed(() => {
    return view.panel.kind === 'check-in' ? (drafts.get(view.panel.draftKey) ?? null) : null
  })

  /** The walk-in that was begun last; one of that name when a name is given, so that two people never share a form. */
  function openWalkIn(name = ''): Draft {
    const begun = [...drafts.values()].filter((draft) => draft.visitId === null)
    const kept = begun.findLast((draft) => !isUntouched(draft) && (name === '' || draft.name.trim() === name))
    const requestId = crypto.randomUUID()
    const untouched = begun.find(isUntouched)?.key
    const key = kept?.key ?? untouched ?? (drafts.has(walkInKey) ? `${walkInKey}:${requestId}` : walkInKey)
    if (kept === undefined) drafts.set(key, { ...emptyDraft(requestId, key), name })
    view.openPanel({ kind: 'check-in', draftKey: key })
    return drafts.get(key)!
  }

  function openFor(visit: Visit): Draft {
    if (!drafts.has(visit.id)) {
      drafts.set(visit.id, draftOfVisit(visit, crypto.randomUUID(), clock.times, clock.now))
    }
    view.openPanel({ kind: 'check-in', draftKey: visit.id })
    return drafts.get(visit.id)!
  }

  function discard(key: string): void {
    drafts.delete(key)
    view.closePanel()
  }

  /** Checks in, or announces when `expectedFrom` is set. A refusal stays with the draft, and so does what was typed. */
  async function send(draft: Draft): Promise<VisitDetail | null> {
    if (sending.has(draft.key)) return null
    sending.add(draft.key)
    draft.refusal = null
    const until = endOf(draft, clock.times, clock.now)
    // The same request must say the same when it is sent again a minute later.
    if (draft.end.kind === 'default' && until !== null) draft.end = { kind: 'quick', at: until }
    const input = toInput(draft, clock.times, clock.now)
    const answer =
      draft.expectedFrom === null
        ? await desk.call('visits.check_in', { ...input, cardIdentity: draft.card?.identity ?? null })
        : await desk.call('visits.expect', input)
    sending.delete(draft.key)
    if (!answer.ok) {
      draft.refusal = answer.error
      return null
    }
    const stillOpen = view.panel.kind === 'check-in' && view.panel.draftKey === draft.key
    drafts.delete(draft.key)
    if (stillOpen) {
      visits.show(answer.value)
      view.openPanel({ kind: 'visit', visitId: answer.value.id })
    }
    return answer.value
  }

  return { drafts, sending, current, openWalkIn, openFor, discard, send }
})
