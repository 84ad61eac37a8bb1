import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Tap } from '../../electron/contract/taps.ts'
import { useChime } from '../app/chime.ts'
import { useDesk } from '../app/client.ts'
import { isolate } from '../i18n/names.ts'
import { t } from '../i18n/index.ts'
import { greet } from '../reception/tap/greeting.ts'
import { isUntouched } from '../reception/checkin/draft.ts'
import { useAttendance } from './attendance.ts'
import { useClock } from './clock.ts'
import { useDrafts } from './draft.ts'
import { useToasts } from './toasts.ts'
import { useView } from './view.ts'
import { useVisits } from './visits.ts'

const remembered = 100

/** What a tapped card does on this screen; what it means was the desk's to say. The same tap never does two things. */
export const useTaps = defineStore('taps', () => {
  const desk = useDesk()
  const attendance = useAttendance()
  const clock = useClock()
  const drafts = useDrafts()
  const toasts = useToasts()
  const view = useView()
  const visits = useVisits()
  const chime = useChime()
  /** The last card that the open form could not take. */
  const refused = shallowRef<Tap | null>(null)
  /** The tap that the panel is about: a person's badge, a card nobody knows, or a visitor's card to be taken back. */
  const shown = shallowRef<Tap | null>(null)
  const done: string[] = []

  function giveTo(tap: Tap): boolean {
    const { meaning } = tap
    const isNew = meaning.kind === 'unknown' && meaning.enrollable
    if (meaning.kind !== 'drawer_card' && !isNew) return false
    const visit = view.panel.kind === 'visit' ? visits.glimpse(view.panel.visitId) : null
    const expected = visit?.state === 'expected' ? visit : null
    const draft = drafts.current ?? (expected === null ? null : drafts.openFor(expected))
    if (draft === null || draft.expectedFrom !== null) return false
    draft.card = { identity: tap.identity, number: tap.number, isNew }
    if (draft.refusal?.field === 'cardIdentity') draft.refusal = null
    return true
  }

  /** A form that took or refused a card while another screen was shown comes forward with its answer. */
  function comeForward(): void {
    if (view.screen !== 'today') view.openPanel({ ...view.panel })
  }

  /** Signs in and out are done already; they are said, and can be undone while they are. */
  function greetMember({ meaning }: Tap): boolean {
    if (meaning.kind !== 'member' || meaning.presence === null) return false
    const { person, presence, access } = meaning
    const undo = presence.state === 'in' ? 'out' : 'in'
    toasts.say(greet(person.name, presence, access, clock.times), access === 'open' ? 'done' : 'problem', {
      label: t('tap.undo'),
      run: () => void sign(person.id, person.name, undo),
    })
    return true
  }

  async function sign(personId: number, name: string, state: 'in' | 'out'): Promise<void> {
    const answer = await desk.call('presence.sign', { personId, state })
    if (!answer.ok) toasts.say(answer.error.message, 'problem')
    else toasts.say(t(state === 'in' ? 'tap.inAgain' : 'tap.outAgain', { name: isolate(name) }))
  }

  /** A visitor shows an invitation: their check-in opens, unless somebody else's is being typed. */
  async function welcome({ meaning }: Tap): Promise<void> {
    if (meaning.kind !== 'invitation') return
    const { visitId, name } = meaning
    if (meaning.state !== 'expected') {
      view.openPanel({ kind: 'visit', visitId })
      return toasts.say(t(`tap.invitation.${meaning.state}`, { name: isolate(name) }), 'notice')
    }
    const begun = drafts.current !== null && drafts.current.visitId !== visitId && !isUntouched(drafts.current)
    if (!begun) return open(visitId)
    toasts.say(t('tap.invited', { name: isolate(name) }), 'notice', {
      label: t('tap.openCheckIn'),
      run: () => void open(visitId),
    })
  }

  async function open(visitId: string): Promise<void> {
    const answer = await desk.call('visits.get', { visitId })
    if (!answer.ok) toasts.say(answer.error.message, 'problem')
    else if (answer.value.state === 'expected') drafts.openFor(answer.value)
    else view.openPanel({ kind: 'visit', visitId })
  }

  function show(tap: Tap): void {
    shown.value = tap
    view.openPanel({ kind: 'tap', tapId: tap.id })
  }

  function isDone(tap: Tap): boolean {
    if (done.includes(tap.id)) return true
    done.push(tap.id)
    if (done.length > remembered) done.shift()
    return false
  }

  /** What the desk says of a tap, by its event or as the answer to what was typed: whichever comes first. */
  function take(tap: Tap): void {
    const { meaning, number } = tap
    const form = 'checkIn' in meaning ? meaning.checkIn : null
    if (isDone(tap) || (form !== null && form.window !== attendance.window)) return
    if (tap.reader.sound) chime(tap.signal === null ? isGood(tap) : tap.signal === 'granted')
    if (meaning.kind === 'ignored') return toasts.say(meaning.message, 'notice')
    if (meaning.kind === 'visitor_card' && meaning.checkedOut) {
      toasts.say(t('visit.checkedOutCard', { name: isolate(meaning.name), card: number }))
      return visits.reload()
    }
    if (greetMember(tap)) return
    // The desk was not told of this dialog yet: nothing happens behind it all the same.
    if (attendance.dialog) return toasts.say(t('tap.answerFirst'), 'notice')
    refused.value = null
    if (meaning.kind === 'invitation') return void welcome(tap)
    if (giveTo(tap)) return comeForward()
    if (drafts.current !== null && drafts.current.expectedFrom === null) {
      refused.value = tap
      comeForward()
    } else if (meaning.kind === 'visitor_card') {
      shown.value = tap
      view.openPanel({ kind: 'visit', visitId: meaning.visitId })
    } else if (meaning.kind === 'drawer_card') toasts.say(t('tap.stockAtDesk', { number }), 'notice')
    else show(tap)
  }

  function forget(): void {
    refused.value = null
  }

  /** The tap with which a visitor's card came back, as long as it is the last one. */
  function returned(visitId: string): Tap | null {
    const meaning = shown.value?.meaning
    return meaning?.kind === 'visitor_card' && meaning.visitId === visitId ? shown.value : null
  }
  function settle(): void {
    shown.value = null
  }

  desk.on('tap', take)
  return { refused, shown, take, forget, returned, settle }
})

function isGood({ meaning }: Tap): boolean {
  if (meaning.kind === 'member') return meaning.access === 'open'
  return meaning.kind !== 'ignored' && !(meaning.kind === 'unknown' && !meaning.enrollable)
}
