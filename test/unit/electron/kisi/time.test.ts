import { describe, expect, it } from 'vitest'
import { KisiError } from '../../../../electron/kisi/error.ts'
import { createKisiTime } from '../../../../electron/kisi/time.ts'
import type { KisiMoment } from '../../../../electron/kisi/types.ts'

const hour = 3_600_000
const noon = Date.parse('2026-10-14T12:00:00Z')

function open(answer: () => KisiMoment | null = () => null) {
  const clock = { wall: noon + 5 * hour, monotonic: 1000 }
  let asked = 0
  const time = createKisiTime({
    kisi: {
      async events() {
        asked += 1
        return { events: [], made: answer() }
      },
    },
    clock: { now: () => clock.wall, monotonic: () => clock.monotonic },
  })
  const said = (at: number): KisiMoment => ({ at, monotonic: clock.monotonic })
  return { time, clock, said, asked: () => asked }
}

describe('Kisi’s time', () => {
  it('is this computer’s until Kisi has said it, and goes by the monotonic clock from then on', () => {
    const { time, clock, said } = open()
    expect([time.now(), time.aheadMs()]).toEqual([noon + 5 * hour, null])
    expect(time.note(said(noon))).toBe('other')
    clock.monotonic += 2500
    clock.wall += 2500
    expect([time.now(), time.aheadMs()]).toEqual([noon + 2500, 5 * hour])
    clock.wall -= 9 * hour // somebody sets this computer's clock
    expect([time.now(), time.aheadMs()]).toEqual([noon + 2500, -4 * hour])
    expect(time.note(said(noon + 3000))).toBe('as thought')
  })

  it('is not moved by one odd answer, and is by two that agree', () => {
    const { time, clock, said } = open()
    time.note(said(noon))
    expect(time.note(said(noon + 5 * hour))).toBe('doubtful')
    expect(time.now()).toBe(noon)
    expect(time.note(said(noon + 1000))).toBe('as thought')
    expect(time.note(said(noon + 5 * hour))).toBe('doubtful')
    clock.monotonic += 10_000
    expect(time.note(said(noon + 5 * hour + 10_000))).toBe('other')
    expect(time.now()).toBe(noon + 5 * hour + 10_000)
  })

  it('is the newest answer’s where every answer says something else', () => {
    const { time, said } = open()
    time.note(said(noon))
    const notes = [1, 2, 3, 4].map((step) => time.note(said(noon + step * hour)))
    expect(notes).toEqual(['doubtful', 'doubtful', 'doubtful', 'other'])
    expect(time.now()).toBe(noon + 4 * hour)
  })

  it('is asked for once, and left alone where Kisi does not say it', async () => {
    const { time, clock, asked } = open(() => ({ at: noon, monotonic: clock.monotonic }))
    await time.learn({ priority: 'background' })
    await time.learn({ priority: 'background' })
    expect([time.now(), asked()]).toEqual([noon, 1])
    const silent = open(() => {
      throw new KisiError('forbidden', 'no')
    })
    await silent.time.learn({ priority: 'background' })
    expect(silent.time.aheadMs()).toBeNull()
    expect(silent.time.note(null)).toBe('as thought')
  })
})

it('goes by the difference of an earlier life until Kisi says, and tells by how much it is ahead', () => {
  const hour = 3_600_000
  const ahead: number[] = []
  const clock = { now: () => 10 * hour, monotonic: () => 0 }
  const kisi = { events: () => Promise.reject(new Error('no network')) }
  const time = createKisiTime({ kisi, clock, rememberedAheadMs: 2 * hour, onSaid: (ms) => ahead.push(ms) })
  expect([time.now(), time.aheadMs(), ahead]).toEqual([8 * hour, null, []])
  expect(time.note({ at: 8 * hour, monotonic: 0 })).toBe('as thought')
  expect([time.now(), time.aheadMs(), ahead]).toEqual([8 * hour, 2 * hour, [2 * hour]])
})
