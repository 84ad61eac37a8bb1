import { describe, expect, it } from 'vitest'
import { clockNotices } from '../../../../../electron/desk/connection/clock-notice.ts'

const minute = 60_000

describe('the notice about this computer’s clock', () => {
  it.each([
    [5 * 60 * minute, '5 hours ahead of Kisi’s'],
    [-5 * 60 * minute, '5 hours behind Kisi’s'],
    [7 * minute, '7 minutes ahead of Kisi’s'],
    [-400 * 1440 * minute, '400 days behind Kisi’s'],
  ])('says of %d ms that it is %s', (ahead, words) => {
    const [notice] = clockNotices({ aheadMs: () => ahead })
    expect(notice).toMatchObject({ tone: 'warning' })
    expect(notice?.message).toContain(`This computer’s clock is ${words}.`)
  })

  it('is not there for a few minutes, nor before Kisi has said the time', () => {
    expect(clockNotices({ aheadMs: () => 4 * minute })).toEqual([])
    expect(clockNotices({ aheadMs: () => null })).toEqual([])
    expect(clockNotices(null)).toEqual([])
  })
})
