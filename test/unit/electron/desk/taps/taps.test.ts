import { describe, expect, it } from 'vitest'
import { decodeCode } from '../../../../../electron/reader/format/code.ts'
import { decodeWiegand } from '../../../../../electron/reader/format/wiegand.ts'
import { createTapStage, morning } from '../../../../fixtures/tap-stage.ts'

const minutes = (count: number): number => count * 60_000
const window = '11111111-1111-4111-8111-111111111111'
const requestId = '22222222-2222-4222-8222-222222222222'
const form = { window, checkIn: { requestId, visitId: null, name: 'Amara' }, dialog: false }
const question = { window, checkIn: null, dialog: true }
const digits = '3C00CE754C'
const numberIn32 = 0x00ce754c

function drawer() {
  const stage = createTapStage()
  stage.copy.em4100(7, numberIn32)
  return { ...stage, card: stage.em(digits) }
}

function member(access: { enabled?: boolean; doors?: boolean; status?: 'activated' | 'deactivated' } = {}) {
  const stage = drawer()
  const person = { id: 102, name: 'Tomasz Wiśniewski', role: 'Structures', accessEnabled: access.enabled ?? true }
  stage.copy.person(person, access.doors ?? true)
  stage.copy.give(7, 'User', 102, access.status)
  return stage
}

function code(text: string) {
  const card = decodeCode(text)
  if (card === null) throw new Error(`${text} is no code`)
  return card
}

describe('a card of the drawer', () => {
  it('goes to the check-in that is open', () => {
    const { tap, card, attend } = drawer()
    attend(form)
    expect(tap(card)).toMatchObject({
      identity: 'em4100:3C00CE754C',
      number: '0013530444',
      meaning: { kind: 'drawer_card', checkIn: { window, requestId, visitId: null, name: 'Amara' } },
    })
  })

  it('does nothing without one', () => {
    const { tap, card } = drawer()
    expect(tap(card).meaning).toEqual({ kind: 'drawer_card', checkIn: null })
  })

  it('goes to the form that was opened last, however often the other is said again', () => {
    const { tap, card, attend, time } = drawer()
    const other = { ...form, window: requestId, checkIn: { ...form.checkIn, requestId: window, name: 'Suharto' } }
    attend(form)
    attend(other)
    time.now += 30_000
    attend(form)
    expect(tap(card).meaning).toMatchObject({ checkIn: { name: 'Suharto' } })
    attend({ ...other, checkIn: null })
    time.now += 5000
    expect(tap(card).meaning).toMatchObject({ checkIn: { name: 'Amara' } })
  })

  it('does not go to the form of a screen that has said nothing for a minute and a half', () => {
    const { tap, card, attend, time } = drawer()
    attend(form)
    time.now += 90_001
    expect(tap(card).meaning).toMatchObject({ checkIn: null })
  })

  it('is one whose return has not reached Kisi yet, too', () => {
    const { tap, card, copy, visitor, keyTable, store } = drawer()
    const visit = visitor('Amara', { card: card.identity })
    copy.give(7, 'Guest', 5)
    store.transaction(() => {
      for (const key of keyTable.ofVisit(visit)) keyTable.closing(key.id, morning)
    })
    expect(tap(card).meaning.kind).toBe('drawer_card')
  })
})

describe('a visitor’s card', () => {
  it('says whose it is, and checks out once by the tap’s id', async () => {
    const { tap, card, visitor, taps, revoked, stateOf } = drawer()
    const visit = visitor('Amara', { card: card.identity })
    const { id, meaning } = tap(card)
    expect(meaning).toMatchObject({
      kind: 'visitor_card',
      visitId: visit,
      name: 'Amara',
      overdue: false,
      checkedOut: false,
    })
    expect(stateOf(visit)).toBe('on_site')
    const first = await taps.handlers['taps.check_out']({ tapId: id })
    expect(first).toMatchObject({ done: true, visit: { id: visit, state: 'left' } })
    expect(await taps.handlers['taps.check_out']({ tapId: id })).toMatchObject({
      done: false,
      visit: { state: 'left' },
    })
    expect(revoked).toEqual([visit])
  })

  it('is overdue once the visit is over, and stays theirs', () => {
    const { tap, card, visitor } = drawer()
    visitor('Amara', { card: card.identity, until: morning - minutes(5) })
    expect(tap(card).meaning).toMatchObject({ kind: 'visitor_card', overdue: true })
  })

  it('stays theirs when its grant ran out before it was sent', () => {
    const { tap, card, visitor, keyTable, store } = drawer()
    const visit = visitor('Amara', { card: card.identity })
    store.transaction(() => {
      for (const key of keyTable.ofVisit(visit)) keyTable.setState(key.id, 'expired')
    })
    expect(tap(card).meaning).toMatchObject({ kind: 'visitor_card', visitId: visit })
  })

  it('checks out by itself at a reader that is set up for it, and is written down as done by that tap', async () => {
    const { tap, card, visitor, reader, taps, revoked, emitted } = drawer()
    reader('/dev/box', { visitorCards: 'check_out' })
    const visit = visitor('Amara', { card: card.identity })
    const { id, meaning } = tap(card, '/dev/box')
    expect(meaning).toMatchObject({ kind: 'visitor_card', checkedOut: true })
    expect(revoked).toEqual([visit])
    expect(emitted.map(({ name }) => name)).toEqual(['tap', 'visits.changed'])
    expect(await taps.handlers['taps.check_out']({ tapId: id })).toMatchObject({ done: false })
    expect(revoked).toEqual([visit])
  })

  it('is back in the drawer after that', () => {
    const { tap, card, visitor, reader, time } = drawer()
    reader('/dev/box', { visitorCards: 'check_out' })
    visitor('Amara', { card: card.identity })
    tap(card, '/dev/box')
    time.now += 5000
    expect(tap(card, '/dev/box').meaning.kind).toBe('drawer_card')
  })

  it('checks nobody out while a form is open, which must refuse it', () => {
    const { tap, card, visitor, reader, attend, revoked } = drawer()
    reader('/dev/box', { visitorCards: 'check_out' })
    visitor('Amara', { card: card.identity })
    attend(form)
    expect(tap(card, '/dev/box').meaning).toMatchObject({ checkedOut: false, checkIn: { name: 'Amara' } })
    expect(revoked).toEqual([])
  })

  it('is found by a reader that tells less of it', () => {
    const { tap, card, visitor, digits: read } = drawer()
    const visit = visitor('Amara', { card: card.identity })
    expect(tap(read('0013530444')).meaning).toMatchObject({ kind: 'visitor_card', visitId: visit })
    const word = decodeWiegand('01100111001110101010011000')
    expect(tap(word!).meaning).toMatchObject({ kind: 'visitor_card', visitId: visit })
  })

  it('checks nobody out by a tap that is no visitor’s card, or that is long ago', async () => {
    const { tap, card, taps } = drawer()
    const { id } = tap(card)
    await expect(taps.handlers['taps.check_out']({ tapId: id })).rejects.toMatchObject({ code: 'conflict' })
    await expect(taps.handlers['taps.check_out']({ tapId: 'gone' })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('a member’s badge', () => {
  it('says who that is', () => {
    const { tap, card } = member()
    expect(tap(card).meaning).toMatchObject({
      kind: 'member',
      person: { kind: 'user', id: 102, name: 'Tomasz Wiśniewski', role: 'Structures' },
      access: 'open',
      presence: null,
    })
  })

  it.each([
    ['suspended', { enabled: false }],
    ['card_inactive', { status: 'deactivated' }],
    ['none', { doors: false }],
  ] as const)('says that it opens nothing: %s', (access, how) => {
    const { tap, card, reader, shown } = member(how)
    reader('/dev/desk', { settings: { kind: 'osdp' } })
    expect(tap(card).meaning).toMatchObject({ kind: 'member', access })
    expect(shown).toEqual(['/dev/desk denied'])
  })

  it('signs in and out in turn where the reader is the staff’s, and anew on the next day', () => {
    const { tap, card, reader, time, presence, emitted } = member()
    reader('/dev/staff', { mode: 'staff' })
    const states = [0, 10, 20, 60 * 24].map((later) => {
      time.now = morning + minutes(later)
      const { meaning } = tap(card, '/dev/staff')
      return meaning.kind === 'member' ? meaning.presence?.state : null
    })
    expect(states).toEqual(['in', 'out', 'in', 'in'])
    expect(emitted.filter(({ name }) => name === 'presence.changed')).toHaveLength(4)
    expect(presence.handlers['presence.list']({ offset: 0, limit: 10 })).toMatchObject({
      total: 1,
      present: [{ personId: 102, name: 'Tomasz Wiśniewski', state: 'in' }],
    })
  })

  it('signs nobody in at the desk’s own reader, nor a guest at the staff’s', () => {
    const stage = drawer()
    stage.copy.person({ id: 5, kind: 'guest', name: 'Someone’s guest' })
    stage.copy.give(7, 'Guest', 5)
    stage.reader('/dev/staff', { mode: 'staff' })
    expect(stage.tap(stage.card, '/dev/staff').meaning).toMatchObject({ person: { kind: 'guest' }, presence: null })
    expect(stage.presence.handlers['presence.list']({ offset: 0, limit: 10 })).toMatchObject({ total: 0 })
  })

  it('signs in behind an open question, which it has nothing to do with', () => {
    const { tap, card, reader, attend } = member()
    reader('/dev/staff', { mode: 'staff' })
    attend(question)
    expect(tap(card, '/dev/staff').meaning).toMatchObject({ kind: 'member', presence: { state: 'in' } })
  })

  it('is signed in and out by hand all the same, and twice is once', async () => {
    const { presence, emitted } = member()
    const sign = presence.handlers['presence.sign']
    expect(await sign({ personId: 102, state: 'in' })).toMatchObject({ state: 'in' })
    expect(await sign({ personId: 102, state: 'in' })).toMatchObject({ state: 'in' })
    expect(await sign({ personId: 102, state: 'out' })).toMatchObject({ state: 'out' })
    expect(emitted.filter(({ name }) => name === 'presence.changed')).toHaveLength(2)
    expect(() => sign({ personId: 9, state: 'in' })).toThrow('not in Kisi any more')
  })
})

describe('an invitation', () => {
  async function invited(until?: number) {
    const stage = createTapStage()
    const visit = stage.visitor('Amara', { state: 'expected', ...(until === undefined ? {} : { until }) })
    const invitation = await stage.invitations.handlers['visits.invitation']({ visitId: visit })
    return { ...stage, visit, invitation }
  }

  it('is the same each time, and leads to its visit as a code, in a link, and typed', async () => {
    const { tap, visit, invitation, invitations, taps, reader, time } = await invited()
    expect(await invitations.handlers['visits.invitation']({ visitId: visit })).toEqual(invitation)
    const meaning = { kind: 'invitation', visitId: visit, name: 'Amara', state: 'expected' }
    const token = invitation.text.replace('frontdesk:', '')
    for (const text of [`]Q1${invitation.text}`, invitation.text, `https://visit.example/i/${token.toUpperCase()}`]) {
      time.now += 5000
      expect(tap(code(text)).meaning).toEqual(meaning)
    }
    reader('keyboard:1', { settings: { kind: 'keyboard' } })
    time.now += 5000
    const typed = await taps.handlers['taps.typed']({ port: 'keyboard:1', text: invitation.code })
    expect(typed.tap?.meaning).toEqual(meaning)
  })

  it('says when the visit is over, or was called off', async () => {
    const { tap, invitation } = await invited(morning - 1)
    expect(tap(code(invitation.text)).meaning).toMatchObject({ state: 'no_show' })
    const other = await invited()
    other.store.transaction(() => other.visits.setCancelled(other.visit))
    expect(other.tap(code(other.invitation.text)).meaning).toMatchObject({ state: 'turned_away' })
  })

  it('is made for nobody who is here already', () => {
    const { visitor, invitations } = createTapStage()
    const visit = visitor('Amara')
    expect(() => invitations.handlers['visits.invitation']({ visitId: visit })).toThrow('is not expected any more')
  })

  it('is not any other code, which goes to no form', () => {
    const { tap, attend } = createTapStage()
    attend(form)
    expect(tap(code(`frontdesk:${'0'.repeat(32)}`)).meaning).toMatchObject({
      kind: 'unknown',
      why: 'not_a_card',
      enrollable: false,
    })
  })
})

describe('a card that nobody knows', () => {
  it('is new and can be enrolled', () => {
    const { tap, em } = createTapStage()
    expect(tap(em(digits)).meaning).toMatchObject({ kind: 'unknown', why: 'new', enrollable: true })
  })

  it('is not called new without a copy of Kisi to look in', () => {
    const { tap, em, copy } = createTapStage()
    Object.assign(copy.status, { completeAt: null, asOf: null })
    const { meaning, copy: asked } = tap(em(digits))
    expect(meaning).toMatchObject({ kind: 'unknown', why: 'not_copied' })
    expect(asked.at).toBeNull()
  })

  it('is not enrolled when its number is another one each time', () => {
    const { tap, digits: read } = createTapStage()
    const random = read('08A1B2C3', { base: 'hex', formats: ['uid'], byteOrder: 'as_sent' })
    expect(tap(random).meaning).toMatchObject({ kind: 'unknown', why: 'new', enrollable: false })
  })

  it('that can be read in several ways is shown in each of them, and goes nowhere before somebody has chosen', () => {
    const { tap, digits: read, attend } = createTapStage()
    attend(form)
    const { meaning, readings } = tap(read('3C00CE75'))
    expect(meaning).toMatchObject({ kind: 'unknown', why: 'several_fit', enrollable: false })
    expect(readings.map(({ format, known }) => [format, known])).toEqual([
      ['em4100_32', null],
      ['uid', null],
    ])
  })

  it('is the one that Kisi knows, where only one of its readings is known', () => {
    const { tap, digits: read, copy } = createTapStage()
    copy.card(9, { type: 'third_party_hf', uid: '3C00CE75' })
    const { meaning, identity, readings } = tap(read('3C00CE75'))
    expect(meaning.kind).toBe('drawer_card')
    expect(identity).toBe('uid:3C00CE75')
    expect(readings.map(({ known }) => known?.cardId ?? null)).toEqual([null, 9])
  })

  it('is nobody’s where its readings lead to two cards', () => {
    const { tap, digits: read, copy } = createTapStage()
    copy.card(9, { type: 'third_party_hf', uid: '3C00CE75' })
    copy.em4100(10, 0x3c00ce75)
    copy.person({ id: 102, name: 'Tomasz Wiśniewski' })
    copy.give(10, 'User', 102)
    const { meaning } = tap(read('3C00CE75'))
    expect(meaning).toMatchObject({ kind: 'unknown', why: 'several_known', enrollable: false })
  })

  it('is nobody’s where two people hold a card with its number', () => {
    const { tap, em, copy } = createTapStage()
    copy.em4100(10, numberIn32)
    copy.card(11, { type: 'third_party_lf_em_410x_26', facilityCode: 206, cardNumber: 30_028 })
    copy.give(10, 'User', 102)
    copy.give(11, 'User', 103)
    expect(tap(em(digits)).meaning).toMatchObject({ kind: 'unknown', why: 'several_known' })
  })

  it('is not a visitor’s whose card differs in its first byte alone', () => {
    const { tap, em, visitor } = createTapStage()
    visitor('Amara', { card: 'em4100:3C00CE754C' })
    expect(tap(em('1000CE754C')).meaning).toMatchObject({ kind: 'unknown', why: 'new' })
  })
})

describe('a tap', () => {
  it('does nothing behind an open question, and says so', () => {
    const { tap, card, visitor, reader, attend, revoked } = drawer()
    reader('/dev/box', { visitorCards: 'check_out' })
    visitor('Amara', { card: card.identity })
    attend(question)
    expect(tap(card, '/dev/box').meaning).toMatchObject({ kind: 'ignored', reason: 'dialog' })
    expect(revoked).toEqual([])
  })

  it('counts once where the same card is at two readers at the same moment', () => {
    const { tap, card, visitor, reader, revoked, attend, digits: read, time } = drawer()
    reader('/dev/box', { visitorCards: 'check_out', name: 'Return box' })
    const visit = visitor('Amara', { card: card.identity })
    expect(tap(card, '/dev/box').meaning).toMatchObject({ checkedOut: true })
    // The other reader tells less of it, and nobody has it any more: it is the same card all the same.
    attend(form)
    const other = tap(read('0013530444'), '/dev/desk')
    expect(other.meaning).toMatchObject({ kind: 'ignored', reason: 'elsewhere' })
    expect(revoked).toEqual([visit])
    time.now += 2000
    expect(tap(read('0013530444'), '/dev/desk').meaning.kind).toBe('drawer_card')
  })

  it('signs nobody in and out again at two readers at the same moment', () => {
    const { tap, card, reader, presence } = member()
    reader('/dev/one', { mode: 'staff', name: 'Front door' })
    reader('/dev/two', { mode: 'staff' })
    tap(card, '/dev/one')
    expect(tap(card, '/dev/two').meaning).toMatchObject({
      kind: 'ignored',
      reason: 'elsewhere',
      message: 'This card was just read at Front door. That tap counts.',
    })
    expect(presence.handlers['presence.list']({ offset: 0, limit: 10 })).toMatchObject({ total: 1 })
  })

  it('says how old the copy is that answered, and that Kisi is out of reach', () => {
    const { tap, card, line } = drawer()
    expect(tap(card).copy).toEqual({ online: true, at: new Date(morning - 60_000).toISOString() })
    line.online = false
    expect(tap(card).copy).toMatchObject({ online: false })
  })

  it('does nothing once the desk is closing', () => {
    const { present, card, reader, taps, revoked, visitor } = drawer()
    reader('/dev/box', { visitorCards: 'check_out' })
    visitor('Amara', { card: card.identity })
    taps.close()
    expect(present(card, '/dev/box')).toBeUndefined()
    expect(revoked).toEqual([])
  })

  it('does all that it means or nothing: a check-out that is refused is no tap that was done', async () => {
    const { tap, card, visitor, reader, store, stateOf, taps, log, time } = drawer()
    reader('/dev/box', { visitorCards: 'check_out' })
    const visit = visitor('Amara', { card: card.identity })
    store.database.exec(`CREATE TRIGGER no BEFORE UPDATE ON key BEGIN SELECT RAISE(ABORT, 'no'); END`)
    const { id, meaning } = tap(card, '/dev/box')
    expect(meaning).toMatchObject({ kind: 'ignored', reason: 'failed' })
    expect(stateOf(visit)).toBe('on_site')
    expect(store.database.prepare('SELECT count(*) AS n FROM tap WHERE id = ?').get(id)).toEqual({ n: 0 })
    store.database.exec('DROP TRIGGER no')
    time.now += 5000
    await taps.handlers['taps.check_out']({ tapId: tap(card).id })
    expect(stateOf(visit)).toBe('left')
    expect(JSON.stringify(log.entries)).not.toContain('3C00CE754C')
  })

  it('is shown on the reader that has something to show it with: taken, or look at the screen', () => {
    const { tap, card, reader, shown, em, attend, time } = drawer()
    reader('/dev/desk', { settings: { kind: 'osdp' } })
    reader('/dev/mute', {})
    expect(tap(card).signal).toBe('granted')
    expect(tap(em('4500C5D1E9')).signal).toBe('denied')
    attend(form)
    expect(tap(em('4500C5D1E9')).signal).toBe('granted')
    time.now += 5000
    expect(tap(card, '/dev/mute').signal).toBeNull()
    expect(shown).toEqual(['/dev/desk granted', '/dev/desk denied', '/dev/desk granted'])
  })
})

describe('what a reader types', () => {
  it('means the same as a tap, and once where it is typed twice', async () => {
    const { taps, card, visitor, reader } = drawer()
    reader('keyboard:1', { settings: { kind: 'keyboard' }, name: 'Wedge' })
    const visit = visitor('Amara', { card: card.identity })
    const type = (text: string) => taps.handlers['taps.typed']({ port: 'keyboard:1', text })
    expect((await type('0013530444')).tap).toMatchObject({
      reader: { port: 'keyboard:1', name: 'Wedge' },
      meaning: { kind: 'visitor_card', visitId: visit },
    })
    expect((await type('0013530444')).tap).toBeNull()
  })

  it('is heard from no reader that is switched off, and refused where its settings say otherwise', async () => {
    const { taps, reader } = drawer()
    reader('keyboard:1', { settings: { kind: 'keyboard' }, open: false })
    reader('keyboard:2', { settings: { kind: 'keyboard', base: 'decimal', formats: ['em4100_32'] } })
    expect(await taps.handlers['taps.typed']({ port: 'keyboard:1', text: '0013530444' })).toEqual({ tap: null })
    expect(() => taps.handlers['taps.typed']({ port: 'keyboard:2', text: 'hello there' })).toThrow('is no card')
  })
})
