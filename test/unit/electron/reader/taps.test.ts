import { describe, expect, it } from 'vitest'
import { createTaps } from '../../../../electron/reader/taps.ts'

describe('telling taps from repeated frames', () => {
  it('melts a card repeated every 50 ms for ten seconds into one tap', () => {
    const taps = createTaps()
    let count = 0
    for (let at = 0; at <= 10_000; at += 50) if (taps.isTap('desk', 'a', at)) count += 1
    expect(count).toBe(1)
  })

  it('starts the window when the card is taken away, not when it came', () => {
    const taps = createTaps()
    for (let at = 0; at <= 5000; at += 50) taps.isTap('desk', 'a', at)
    expect(taps.isTap('desk', 'a', 6999)).toBe(false)
    expect(taps.isTap('desk', 'a', 6999 + 2000)).toBe(true)
  })

  it('takes the same card again once the window has passed', () => {
    const taps = createTaps()
    expect(taps.isTap('desk', 'a', 100)).toBe(true)
    expect(taps.isTap('desk', 'a', 2100)).toBe(true)
  })

  it('takes another card at once', () => {
    const taps = createTaps()
    expect(taps.isTap('desk', 'a', 0)).toBe(true)
    expect(taps.isTap('desk', 'b', 100)).toBe(true)
    expect(taps.isTap('desk', 'b', 150)).toBe(false)
  })

  it('takes two cards that a reader shows in turn for two taps', () => {
    const taps = createTaps()
    let count = 0
    for (let at = 0; at <= 10_000; at += 65) {
      if (taps.isTap('desk', at % 130 === 0 ? 'a' : 'b', at)) count += 1
    }
    expect(count).toBe(2)
    expect(taps.isTap('desk', 'a', 12_500)).toBe(true)
  })

  it('forgets the oldest of more cards than a field can hold', () => {
    const taps = createTaps()
    for (let card = 0; card < 17; card += 1) expect(taps.isTap('desk', `card ${card}`, card)).toBe(true)
    expect(taps.isTap('desk', 'card 16', 20)).toBe(false)
    expect(taps.isTap('desk', 'card 0', 21)).toBe(true)
  })

  it('keeps readers apart', () => {
    const taps = createTaps()
    expect(taps.isTap('desk', 'a', 0)).toBe(true)
    expect(taps.isTap('kiosk', 'a', 1)).toBe(true)
    expect(taps.isTap('desk', 'a', 2)).toBe(false)
  })

  it('melts a repeating reader’s frames even when no window is wanted', () => {
    const taps = createTaps({ repeatWindowMs: 0 })
    expect(taps.isTap('desk', 'a', 0)).toBe(true)
    expect(taps.isTap('desk', 'a', 65)).toBe(false)
    expect(taps.isTap('desk', 'a', 365)).toBe(true)
  })
})
