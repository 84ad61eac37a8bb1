import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Tap } from '../../electron/contract/taps.ts'
import { useDesk } from '../app/client.ts'
import { isolate } from '../i18n/names.ts'
import { t } from '../i18n/index.ts'
import { useDrafts } from './draft.ts'
import { useToasts } from './toasts.ts'
import { useView } from './view.ts'
import { useVisits } from './visits.ts'

/** What a tapped card does depends on what is open: a form takes it, an expected visit asks for it, else it answers. */
export const useTaps = defineStore('taps', () => {
  const desk = useDesk()
  const drafts = useDrafts()
  const toasts = useToasts()
  const view = useView()
  const visits = useVisits()
  /** The last card that the open form could not take. */
  const refused = shallowRef<Tap | null>(null)

  function giveTo(draftTap: Tap): boolean {
    const { meaning } = draftTap
    const isNew = meaning.kind === 'unknown' && meaning.enrollable
    if (meaning.kind !== 'drawer_card' && !isNew) return false
    const shown = view.panel.kind === 'visit' ? visits.glimpse(view.panel.visitId) : null
    const expected = shown?.state === 'expected' ? shown : null
    const draft = drafts.current ?? (expected === null ? null : drafts.openFor(expected))
    if (draft === null || draft.expectedFrom !== null) return false
    draft.card = { identity: draftTap.identity, number: draftTap.number, isNew }
    if (draft.refusal?.field === 'cardIdentity') draft.refusal = null
    return true
  }

  /** A form that took or refused a card while another screen was shown comes forward with its answer. */
  function comeForward(): void {
    if (view.screen !== 'today') view.openPanel({ ...view.panel })
  }

  function take(tap: Tap): void {
    refused.value = null
    if (giveTo(tap)) return comeForward()
    const { meaning, number } = tap
    if (meaning.kind === 'ignored') toasts.say(meaning.message, 'notice')
    else if (drafts.current !== null && drafts.current.expectedFrom === null) {
      refused.value = tap
      comeForward()
    } else if (meaning.kind === 'visitor_card' || meaning.kind === 'invitation') {
      view.openPanel({ kind: 'visit', visitId: meaning.visitId })
    } else if (meaning.kind === 'member') {
      toasts.say(t('tap.memberAtDesk', { name: isolate(meaning.person.name) }), 'notice')
    } else if (meaning.kind === 'drawer_card') toasts.say(t('tap.stockAtDesk', { number }), 'notice')
    else if (meaning.why === 'new') toasts.say(t('tap.newAtDesk', { number }), 'notice')
    else toasts.say(meaning.message, 'notice')
  }

  function forget(): void {
    refused.value = null
  }

  desk.on('tap', take)
  return { refused, forget }
})
