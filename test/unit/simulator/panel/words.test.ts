import { describe, expect, it } from 'vitest'
import { decisionWords, refusalWords } from '../../../../simulator/panel/app/inspect/decision.ts'
import { namesInWords, openingLines } from '../../../../simulator/panel/app/inspect/opening.ts'
import { aftermath, answerWords, bodyText, bytesOf, isStruck } from '../../../../simulator/panel/app/log/words.ts'
import { doorState } from '../../../../simulator/panel/app/plan/door-state.ts'
import type { Door, PersonLook, RequestBrief } from '../../../../simulator/panel/app/shapes.ts'
import { REFUSALS } from '../../../../simulator/world/refusals.ts'

const time = { times: { clock: (at: string) => at.slice(11, 16), seconds: (at: string) => at.slice(11, 19) } }
const request = (change: Partial<RequestBrief>): RequestBrief => ({
  ...{ id: 1, at: '2025-10-14T09:42:04.118Z', method: 'POST', path: '/guests', status: 200, milliseconds: 3 },
  ...{ who: 'Joris', faults: [] },
  ...change,
})
const door = (change: Partial<Door> = {}): Door =>
  ({
    ...{
      id: 1,
      name: 'Archive, 2nd',
      floor: '2nd floor',
      floor_id: 3,
      floor_number: 2,
      place: { id: 1, name: 'House' },
    },
    ...{ unlocked: false, unlocked_until: null, open: false, alarm: null, lockdown: null },
    controller: { id: 9, name: 'HH-1', online: true, updating: false, tampered: false, offline_since: null },
    ...change,
  }) as Door

describe('the answer of a request', () => {
  it('is its status, marked where a fault touched it', () => {
    expect(answerWords(request({ status: 204 }))).toEqual({ tone: 'plain', text: '204' })
    expect(answerWords(request({ faults: ['reset_half'] }))).toEqual({ tone: 'warning', text: '200 reset' })
    expect(answerWords(request({ status: 503 }))).toEqual({ tone: 'danger', text: '503' })
    expect(answerWords(request({ status: 0, faults: ['network'] }))).toEqual({ tone: 'warning', text: 'no network' })
    expect(answerWords(request({ status: 0 }))).toEqual({ tone: 'danger', text: 'no answer' })
  })
  it('is not marked for latency alone, which is in the time that it took', () => {
    expect(isStruck(request({ faults: ['latency'] }))).toBe(false)
    expect(isStruck(request({ faults: ['latency', 'status'] }))).toBe(true)
  })
  it('says what neither side can see', () => {
    expect(aftermath(request({ faults: ['reset_half'] }))).toBe('It was done. Whoever asked was not told.')
    expect(aftermath(request({ faults: ['timeout_before'] }))).toBe('Nothing was done.')
    expect(aftermath(request({}))).toBeNull()
  })
  it('shows bodies as they are read best', () => {
    expect(bodyText({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}')
    expect(bodyText(null)).toBeNull()
    expect(bytesOf('é')).toBe('2 bytes')
  })
})

describe('a door’s state', () => {
  const words = (change: Partial<Door>, since: string | null = null) =>
    doorState(door(change), since, { ...time, since: () => '2 min' }).words

  it('says first what somebody must act on', () => {
    expect(words({ alarm: 'forced_open', open: true, lockdown: 'fad001' }, 'then')).toBe('Forced open 2 min')
    expect(words({ alarm: 'held_open', open: true })).toBe('Held open')
  })
  it('says since when a controller is not heard of', () => {
    const controller = { ...door().controller, online: false, offline_since: '2025-10-14T08:50:00Z' }
    expect(words({ controller: controller as Door['controller'] })).toBe('Offline since 08:50')
  })
  it('says until when it is unlocked, and nothing where a schedule holds it', () => {
    expect(words({ unlocked: true, unlocked_until: '2025-10-14T18:00:00Z' })).toBe('Unlocked to 18:00')
    expect(words({ unlocked: true })).toBe('Unlocked')
    expect(words({})).toBe('Locked')
  })
})

describe('a decision', () => {
  const last = { at: '2025-10-14T09:40:02.000Z', who: 'Leilani', opened: true, refusal: null, by: 'card' as const }

  it('says who was let in, when and by what', () => {
    expect(decisionWords(last, time)).toEqual({ opened: true, words: 'Let in Leilani at 09:40:02, by card' })
  })
  it('says why not', () => {
    const refused = { ...last, opened: false, refusal: REFUSALS.noLongerValid.code }
    expect(decisionWords(refused, time).words).toBe('Refused Leilani at 09:40:02: the right has ended')
  })
  it('has words for whatever a door’s reader refuses with', () => {
    const { cardNotFound, cardNotActivated, accessDenied, accessDisabled, notThisHour, placeLockedDown } = REFUSALS
    for (const { code } of [
      cardNotFound,
      cardNotActivated,
      accessDenied,
      accessDisabled,
      notThisHour,
      placeLockedDown,
    ]) {
      expect(refusalWords(code)).not.toContain(code)
    }
    expect(refusalWords('zzzzzz', 'Out of order.')).toBe('out of order')
  })
})

describe('what somebody would open', () => {
  const doors = [
    door(),
    door({ id: 2, name: 'Kitchen, 2nd' }),
    door({ id: 3, name: 'Front', floor: 'Ground floor', floor_number: 0 }),
  ]
  const look = (answers: PersonLook['answers']) => ({ answers }) as PersonLook
  const byId = new Map(doors.map((each) => [each.id, each]))
  const yes = (id: number) => ({ lock_id: id, opens: true, by: 'All staff', refusal: null })
  const no = (id: number) => ({ lock_id: id, opens: false, by: null, refusal: REFUSALS.noLongerValid })

  it('is told floor by floor from the ground up, then reason by reason', () => {
    expect(openingLines(look([yes(1), no(2), yes(3)]), byId)).toMatchObject([
      { opens: true, about: 'Ground floor', doors: ['Front'] },
      { opens: true, about: '2nd floor', doors: ['Archive'] },
      { opens: false, about: 'the right has ended', doors: ['Kitchen, 2nd'] },
    ])
  })
  it('names a few and counts the others', () => {
    expect(namesInWords(['A', 'B'])).toBe('A, B')
    expect(namesInWords(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'])).toBe('A, B, C, D, E and 3 more')
  })
})
