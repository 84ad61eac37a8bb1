import { describe, expect, it, vi } from 'vitest'
import type { TapMeaning } from '../../../../electron/contract/taps.ts'
import { useDrafts } from '../../../../renderer/stores/draft.ts'
import { useStatus } from '../../../../renderer/stores/status.ts'
import { useTaps } from '../../../../renderer/stores/taps.ts'
import { useToasts } from '../../../../renderer/stores/toasts.ts'
import { useView } from '../../../../renderer/stores/view.ts'
import { useVisits } from '../../../../renderer/stores/visits.ts'
import { createStage } from './support.ts'

const stock: TapMeaning = { kind: 'drawer_card', checkIn: null }
const fresh: TapMeaning = { kind: 'unknown', why: 'new', enrollable: true, message: 'New here.', checkIn: null }
const issuedTo = (name: string): TapMeaning => ({
  kind: 'visitor_card',
  visitId: 'site-1',
  name,
  until: '2026-10-14T16:00:00.000Z',
  overdue: false,
  checkedOut: false,
  checkIn: null,
})
const member: TapMeaning = {
  kind: 'member',
  person: { kind: 'user', id: 102, name: 'Tomasz Wiśniewski', role: null },
  access: 'open',
  presence: null,
  checkIn: null,
}

async function openStage() {
  const stage = createStage()
  const stores = stage.run(() => ({
    taps: useTaps(),
    drafts: useDrafts(),
    view: useView(),
    visits: useVisits(),
    toasts: useToasts(),
    status: useStatus(),
  }))
  await vi.waitFor(() => expect(stores.status.value).not.toBeNull())
  return { ...stage, ...stores }
}

describe('a tapped card', () => {
  it.each([
    ['in stock', stock],
    ['new', fresh],
  ] as const)('that is %s goes to the open form', async (_what, meaning) => {
    const { desk, drafts } = await openStage()
    drafts.openWalkIn()
    desk.tap(meaning, '0013530444')
    const isNew = meaning.kind === 'unknown'
    expect(drafts.current?.card).toEqual({ identity: 'em4100:0013530444', number: '0013530444', isNew })
  })

  it('that someone still has is refused by the open form, and the card chosen before stays', async () => {
    const { desk, drafts, taps, view } = await openStage()
    drafts.openWalkIn()
    desk.tap(stock, '0001')
    desk.tap(issuedTo('Minh Khai'), '0002')
    expect(drafts.current?.card?.number).toBe('0001')
    expect(taps.refused).toMatchObject({ number: '0002', meaning: { kind: 'visitor_card', name: 'Minh Khai' } })
    expect(view.panel.kind).toBe('check-in')
    desk.tap(stock, '0003')
    expect(taps.refused).toBeNull()
    expect(drafts.current?.card?.number).toBe('0003')
  })

  it('that is a member’s badge is refused by the open form', async () => {
    const { desk, drafts, taps } = await openStage()
    drafts.openWalkIn()
    desk.tap(member)
    expect(drafts.current?.card).toBeNull()
    expect(taps.refused?.meaning.kind).toBe('member')
  })

  it('opens the visit it was issued for when no form is open', async () => {
    const { desk, view } = await openStage()
    desk.tap(issuedTo('Yamamoto Hiroshi'))
    expect(view.panel).toEqual({ kind: 'visit', visitId: 'site-1' })
  })

  it('from the drawer opens the form of the expected visit that is shown, with the card in it', async () => {
    const { desk, drafts, view, visits } = await openStage()
    await visits.load('expected')
    view.openPanel({ kind: 'visit', visitId: 'expected-2' })
    desk.tap(stock, '0013530444')
    expect(drafts.current).toMatchObject({ visitId: 'expected-2', card: { number: '0013530444' } })
  })

  it('changes nothing when nothing is open, and says what it is', async () => {
    const { desk, toasts, view } = await openStage()
    desk.tap(stock, '0417')
    expect(view.panel.kind).toBe('none')
    expect(toasts.toast?.text).toContain('0417')
  })

  it('brings the form that takes or refuses it forward from another screen', async () => {
    const { desk, drafts, view } = await openStage()
    drafts.openWalkIn()
    view.go('settings')
    desk.tap(stock)
    expect(view.screen).toBe('today')
    view.go('waiting')
    desk.tap(member)
    expect(view.screen).toBe('today')
    expect(drafts.current).not.toBeNull()
  })

  it('that means nothing now changes nothing, and its sentence is shown', async () => {
    const { desk, drafts, toasts, taps } = await openStage()
    drafts.openWalkIn()
    desk.tap({ kind: 'ignored', reason: 'dialog', message: 'Answer the question first.' })
    expect(drafts.current?.card).toBeNull()
    expect(taps.refused).toBeNull()
    expect(toasts.toast?.text).toBe('Answer the question first.')
  })

  it('does not go to a visitor who is only announced', async () => {
    const { desk, drafts } = await openStage()
    drafts.openWalkIn().expectedFrom = { date: '2026-10-15', time: '09:00' }
    desk.tap(stock)
    expect(drafts.current?.card).toBeNull()
  })
})
