import { describe, expect, it } from 'vitest'
import { createBackoff } from '../../../../electron/shell/backoff.ts'
import { restoreWindowState } from '../../../../electron/shell/bounds.ts'
import { createMarks } from '../../../../electron/shell/marks.ts'
import { isOwnUrl } from '../../../../electron/shell/origin.ts'
import { isGranted, permissions } from '../../../../electron/shell/permissions.ts'
import { isOwnSender } from '../../../../electron/shell/sender.ts'

const display = { x: 0, y: 0, width: 1920, height: 1040 }

describe('restoreWindowState', () => {
  const bounds = { x: 100, y: 50, width: 1366, height: 768 }

  it('gives back a window that a person can reach', () => {
    expect(restoreWindowState({ bounds, maximized: true }, [display])).toEqual({ bounds, maximized: true })
  })

  it.each([
    ['on a display that is gone', { ...bounds, x: 2000 }],
    ['with its title bar above the screen', { ...bounds, y: -60 }],
    ['with its title bar below the screen', { ...bounds, y: 1030 }],
    ['with only a sliver to the left', { ...bounds, x: -1300 }],
  ])('forgets a window %s', (_where, moved) => {
    expect(restoreWindowState({ bounds: moved, maximized: false }, [display])).toBeNull()
  })

  it('finds a window on a second display to the left', () => {
    const left = { x: -1920, y: 0, width: 1920, height: 1040 }
    const state = { bounds: { ...bounds, x: -1800 }, maximized: false }
    expect(restoreWindowState(state, [display, left])).toEqual(state)
  })

  it.each([undefined, null, 'x', {}, { bounds: { ...bounds, width: 3 }, maximized: false }, { bounds, maximized: 1 }])(
    'forgets what is no window state: %o',
    (stored) => {
      expect(restoreWindowState(stored, [display])).toBeNull()
    },
  )
})

describe('createBackoff', () => {
  it('doubles up to half a minute, and starts over after a quiet minute', () => {
    let now = 0
    const backoff = createBackoff(() => now)
    const waits = Array.from({ length: 9 }, () => backoff.next())
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000])
    now = 60_001
    expect(backoff.next()).toBe(250)
  })
})

describe('createMarks', () => {
  it('reports when each moment came first, in milliseconds since the process was made', () => {
    let now = 1000.4
    const marks = createMarks(1000, () => now)
    marks.mark('willStart')
    now = 1250
    marks.mark('didPaint')
    now = 1400
    marks.mark('didPaint')
    const written: unknown[] = []
    const ignore = (): void => undefined
    marks.report({ info: (event, fields) => written.push([event, fields]), warn: ignore, error: ignore })
    expect(written).toEqual([['start.marks', { willStart: 0, didPaint: 250 }]])
  })
})

describe('permissions', () => {
  it('are all denied, listed or not, and every line has its reason', () => {
    for (const [name, { granted, reason }] of Object.entries(permissions)) {
      expect([name, granted]).toEqual([name, false])
      expect(reason).toMatch(/\.$/)
    }
    for (const name of ['media', 'serial', 'midi', 'fullscreen', '', 'constructor', '__proto__']) {
      expect(isGranted(name)).toBe(false)
    }
  })
})

describe('isOwnUrl', () => {
  it('knows our pages from everything else', () => {
    expect(isOwnUrl('desk://app/index.html#x')).toBe(true)
    for (const url of [
      'desk://other/',
      'desk:app',
      'https://app/',
      'file:///app',
      'data:text/html,x',
      'about:blank',
      '',
    ]) {
      expect([url, isOwnUrl(url)]).toEqual([url, false])
    }
  })
})

describe('isOwnSender', () => {
  const sender = (frame: unknown) => isOwnSender({ senderFrame: frame as never })

  it('accepts a main frame with exactly our origin', () => {
    expect(sender({ parent: null, origin: 'desk://app' })).toBe(true)
  })

  it('refuses a frame that is gone, inside another, or of another origin', () => {
    expect(sender(null)).toBe(false)
    expect(sender(undefined)).toBe(false)
    expect(sender({ parent: {}, origin: 'desk://app' })).toBe(false)
    expect(sender({ parent: null, origin: 'desk://app.example' })).toBe(false)
    expect(sender({ parent: null, origin: 'null' })).toBe(false)
  })
})
