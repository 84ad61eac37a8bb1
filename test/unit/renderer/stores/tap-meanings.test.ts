import { describe, expect, it, vi } from 'vitest'
import type { Tap, TapMeaning } from '../../../../electron/contract/taps.ts'
import { openTapStage } from './tap-stage.ts'

const member = (presence: { state: 'in' | 'out'; since: string } | null = null): TapMeaning => ({
  kind: 'member',
  person: { kind: 'user', id: 102, name: 'Tomasz Wiśniewski', role: null },
  access: 'open',
  presence,
  checkIn: null,
})
const unknown: TapMeaning = { kind: 'unknown', why: 'new', enrollable: true, message: 'New here.', checkIn: null }
const visitorCard = (visitId: string, checkedOut = false): TapMeaning => ({
  kind: 'visitor_card',
  visitId,
  name: 'Zainab Al-Rashid',
  until: '2026-10-14T07:30:00.000Z',
  overdue: true,
  checkedOut,
  checkIn: null,
})
const invitation = (visitId: string, state: 'expected' | 'on_site' = 'expected'): TapMeaning => ({
  kind: 'invitation',
  visitId,
  name: 'Amara Okonkwo',
  state,
})
const tapOf = (meaning: TapMeaning, more: Partial<Tap> = {}): Tap => ({
  id: crypto.randomUUID(),
  at: '2026-10-14T07:42:00.000Z',
  reader: { port: '/dev/ttyUSB0', name: 'Reception', mode: 'desk', sound: false },
  identity: 'em4100:3C00CE754C',
  number: '0013530444',
  readings: [],
  copy: { online: true, at: null },
  signal: null,
  meaning,
  ...more,
})

describe('a tap with nothing open', () => {
  it('of a member’s badge shows that person', async () => {
    const { desk, taps, view } = await openTapStage()
    desk.emit('tap', tapOf(member()))
    expect(view.panel.kind).toBe('tap')
    expect(taps.shown?.meaning.kind).toBe('member')
  })

  it('of a card that nobody knows offers to put it in stock', async () => {
    const { desk, taps, view } = await openTapStage()
    view.go('settings')
    desk.emit('tap', tapOf(unknown))
    expect(view).toMatchObject({ screen: 'today', panel: { kind: 'tap' } })
    expect(taps.shown?.meaning).toEqual(unknown)
  })

  it('of a visitor’s card opens their visit, and knows that the card has come back until they are checked out', async () => {
    const { desk, taps, view } = await openTapStage()
    const tap = tapOf(visitorCard('site-1'))
    desk.emit('tap', tap)
    expect(view.panel).toEqual({ kind: 'visit', visitId: 'site-1' })
    expect(taps.returned('site-1')?.id).toBe(tap.id)
    expect(taps.returned('site-2')).toBeNull()
    taps.settle()
    expect(taps.returned('site-1')).toBeNull()
  })

  it('that has checked a visitor out by itself says so and opens nothing', async () => {
    const { desk, toasts, view } = await openTapStage()
    desk.emit('tap', tapOf(visitorCard('site-1', true)))
    expect(toasts.toast?.text).toContain('Zainab Al-Rashid has left')
    expect(view.panel.kind).toBe('none')
  })

  it('of an invitation opens that visit’s check-in', async () => {
    const { desk, drafts } = await openTapStage()
    desk.emit('tap', tapOf(invitation('expected-2')))
    await vi.waitFor(() => expect(drafts.current?.visitId).toBe('expected-2'))
  })

  it('of an invitation that was used opens the visit and says how it stands', async () => {
    const { desk, toasts, view } = await openTapStage()
    desk.emit('tap', tapOf(invitation('site-1', 'on_site')))
    expect(view.panel).toEqual({ kind: 'visit', visitId: 'site-1' })
    expect(toasts.toast?.text).toBe('Amara Okonkwo is checked in already.')
  })
})

describe('a tap at a reader for staff', () => {
  it('greets by the hour, and can be undone', async () => {
    const { desk, toasts, view, calls } = await openTapStage()
    desk.emit('tap', tapOf(member({ state: 'in', since: '2026-10-14T07:42:00.000Z' })))
    expect(toasts.toast?.text).toMatch(/^Good morning, Tomasz\. In at \d\d:42\.$/)
    expect(view.panel.kind).toBe('none')
    toasts.act()
    await vi.waitFor(() =>
      expect(calls).toContainEqual({ name: 'presence.sign', input: { personId: 102, state: 'out' } }),
    )
    desk.emit('tap', tapOf(member({ state: 'out', since: '2026-10-14T15:42:00.000Z' })))
    expect(toasts.toast?.text).toMatch(/^Goodbye, Tomasz\. Out at \d\d:42\.$/)
  })
})

describe('a tap while something is open', () => {
  it('of an invitation does not take the form away that somebody is typing into', async () => {
    const { desk, drafts, toasts } = await openTapStage()
    drafts.openWalkIn('Ivo Dragomirov')
    desk.emit('tap', tapOf(invitation('expected-2')))
    expect(drafts.current?.name).toBe('Ivo Dragomirov')
    expect(toasts.toast?.deed?.label).toBe('Open')
    toasts.act()
    await vi.waitFor(() => expect(drafts.current?.visitId).toBe('expected-2'))
  })

  it('for the form of another screen does nothing here', async () => {
    const { desk, drafts, view } = await openTapStage()
    const checkIn = { window: crypto.randomUUID(), requestId: crypto.randomUUID(), visitId: null, name: 'Ivo' }
    drafts.openWalkIn()
    desk.emit('tap', tapOf({ kind: 'drawer_card', checkIn }))
    desk.emit('tap', tapOf({ ...unknown, checkIn } as TapMeaning))
    expect(drafts.current?.card).toBeNull()
    expect(view.panel.kind).toBe('check-in')
  })

  it('comes twice and is one tap', async () => {
    const { desk, drafts } = await openTapStage()
    const tap = tapOf({ kind: 'drawer_card', checkIn: null })
    drafts.openWalkIn()
    desk.emit('tap', tap)
    drafts.current!.card = null
    desk.emit('tap', tap)
    expect(drafts.current?.card).toBeNull()
  })

  it('is told to the desk: the form and its name, and that it is closed', async () => {
    const { drafts, calls, view, attendance } = await openTapStage()
    const said = () => calls.filter(({ name }) => name === 'taps.attend').at(-1)?.input
    const draft = drafts.openWalkIn('Ivo')
    expect(said()).toEqual({
      window: attendance.window,
      checkIn: { requestId: draft.requestId, visitId: null, name: 'Ivo' },
      dialog: false,
    })
    view.closePanel()
    expect(said()).toMatchObject({ checkIn: null })
  })
})

describe('the sound of a tap', () => {
  it('is made only at a reader that has it on, and says good or not', async () => {
    const { desk, chimes } = await openTapStage()
    desk.emit('tap', tapOf(member()))
    expect(chimes).toEqual([])
    const reader = { port: '/dev/ttyUSB0', name: 'Reception', mode: 'desk' as const, sound: true }
    desk.emit('tap', tapOf(member(), { reader }))
    desk.emit('tap', tapOf(member(), { reader, signal: 'denied' }))
    expect(chimes).toEqual([true, false])
  })
})
