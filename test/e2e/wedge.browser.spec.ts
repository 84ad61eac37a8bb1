import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { build } from 'vite'
import type { TypingPattern } from '../../renderer/app/wedge/pattern.ts'
import { test as base, expect } from './fixtures/index.ts'
import { byHand, enter, pressAt, tapOf, typed, type Stroke } from './fixtures/keys.ts'

const pattern: TypingPattern = {
  prefix: '',
  suffix: '',
  alphabet: 'decimal',
  shortest: 10,
  longest: 10,
  end: 'Enter',
  by: 'key',
  pauseMs: 16,
  releases: true,
}
const card = '0013530444'

interface Stage {
  page: Page
  press(strokes: Stroke[]): Promise<void>
  /** Everything the page noticed of the keyboard since the last time. */
  noticed(): Promise<string[]>
  cards(): Promise<string[]>
}

const content = `<!doctype html><title>Keys</title>
  <input id="text" value="Ama"><textarea id="area">Two lines\n</textarea><input id="password" type="password">
  <input id="date" type="date" value="2026-05-04"><input id="number" type="number"><input id="short" maxlength="3">
  <select id="select"><option>Every door</option><option>0 to 9</option><option>1st floor</option><option>10th floor</option></select>
  <button id="button" type="button">Check out</button><div id="editable" contenteditable>Note</div>
  <dialog id="dialog"><input id="inside"><button id="confirm" type="button">Disconnect</button></dialog>`

/** Timers wait for the test: a busy machine must not decide what is a pause. */
async function holdTimers(page: Page): Promise<void> {
  await page.evaluate(() => {
    const waiting = new Map<number, () => void>()
    let count = 0
    Object.assign(window, {
      waiting,
      setTimeout(run: () => void): number {
        waiting.set(++count, run)
        return count
      },
      clearTimeout: (timer: number): void => void waiting.delete(timer),
    })
  })
}

/** All is quiet: whatever waits for silence has it, and what that makes wait as well. */
async function runTimers(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { waiting } = window as never as { waiting: Map<number, () => void> }
    for (const [timer, run] of waiting) {
      waiting.delete(timer)
      run()
    }
  })
}

const test = base.extend<{ stage: Stage }, { script: string }>({
  script: [
    async ({ browserName: _ }, use) => {
      const entry = fileURLToPath(new URL('../../renderer/app/wedge/keys.ts', import.meta.url))
      const lib = { entry, formats: ['iife' as const], name: 'wedge' }
      const built = await build({ configFile: false, logLevel: 'error', build: { lib, write: false, minify: false } })
      const [first] = [built].flat()
      if (first === undefined || !('output' in first)) throw new Error('Nothing was built.')
      await use(first.output[0].code)
    },
    { scope: 'worker' },
  ],
  stage: async ({ chromium, script }, use) => {
    const context = await chromium!.newContext()
    const page = await context.newPage()
    await page.setContent(content)
    await holdTimers(page)
    await page.addScriptTag({ content: script })
    await page.evaluate((known) => {
      const { wedge, notes } = Object.assign(window, { notes: [] as string[], cards: [] as string[] }) as never as {
        wedge: { listenToKeys(options: unknown): void }
        notes: string[]
      }
      const cards = (window as never as { cards: string[] }).cards
      wedge.listenToKeys({
        page: window,
        patterns: () => [known],
        heard: ({ text }: { text: string }) => cards.push(text),
      })
      const note = (event: Event): void => {
        const { id } = event.target as HTMLElement
        const what = event instanceof KeyboardEvent ? event.key : event instanceof InputEvent ? event.data : ''
        notes.push(`${event.type} ${id} ${what}`.trim())
      }
      for (const name of ['keydown', 'keypress', 'beforeinput', 'input', 'change', 'click', 'focusin']) {
        addEventListener(name, note)
      }
    }, pattern)
    const session = await context.newCDPSession(page)
    // The rhythms follow one another ten seconds apart on the clock of the events, whenever they are sent.
    let start = Date.now() / 1000
    const taken = (name: 'notes' | 'cards'): Promise<string[]> =>
      page.evaluate((key) => (window as never as Record<string, string[]>)[key]!.splice(0), name)
    await use({
      page,
      async press(strokes) {
        await pressAt(session, strokes, (start += 10))
        await runTimers(page)
      },
      noticed: () => taken('notes'),
      cards: () => taken('cards'),
    })
    await context.close()
  },
})

test.describe('a reader that types', () => {
  for (const id of ['text', 'area', 'number', 'select', 'button', 'editable']) {
    test(`leaves nothing in what has the focus: ${id}`, async ({ stage }) => {
      const { page } = stage
      await page.locator(`#${id}`).focus()
      const before = await page
        .locator(`#${id}`)
        .evaluate((element) => element.outerHTML + (element as HTMLInputElement).value)
      await stage.noticed()
      await stage.press(tapOf(card))
      await expect.poll(() => stage.cards()).toEqual([card])
      expect(await stage.noticed()).toEqual([])
      expect(
        await page.locator(`#${id}`).evaluate((element) => element.outerHTML + (element as HTMLInputElement).value),
      ).toBe(before)
      await expect(page.locator(`#${id}`)).toBeFocused()
    })
  }

  test('leaves nothing in a dialog, neither in its field nor on its button', async ({ stage }) => {
    const { page } = stage
    await page.locator('#dialog').evaluate((dialog: HTMLDialogElement) => dialog.showModal())
    for (const id of ['inside', 'confirm']) {
      await page.locator(`#${id}`).focus()
      await stage.noticed()
      await stage.press(tapOf(card))
      await expect.poll(() => stage.cards()).toEqual([card])
      expect(await stage.noticed()).toEqual([])
    }
    await expect(page.locator('#inside')).toHaveValue('')
  })

  test('gives a date back as it was', async ({ stage }) => {
    await stage.page.locator('#date').focus()
    await stage.press(tapOf(card))
    await expect.poll(() => stage.cards()).toEqual([card])
    await expect(stage.page.locator('#date')).toHaveValue('2026-05-04')
  })

  test('is heard while a person types, and the person’s letters are where they belong', async ({ stage }) => {
    const { page } = stage
    await page.locator('#text').focus()
    await page.keyboard.press('End')
    await stage.press([...byHand('ra okonkwo'), ...tapOf(card, 181)])
    await expect.poll(() => stage.cards()).toEqual([card])
    await expect(page.locator('#text')).toHaveValue('Amara okonkwo')
  })
})

test.describe('a person', () => {
  test('types digits as quickly as they can, and every one is written in order', async ({ stage }) => {
    const { page } = stage
    for (const id of ['text', 'area', 'editable']) {
      await page.locator(`#${id}`).focus()
      await page.keyboard.press('Control+End')
      const before = await page
        .locator(`#${id}`)
        .evaluate((element) => (element as HTMLInputElement).value ?? element.textContent)
      await stage.press(byHand('31415926535897932384', 40))
      const text = (): Promise<string> =>
        page.locator(`#${id}`).evaluate((element) => (element as HTMLInputElement).value ?? element.textContent)
      await expect.poll(text).toBe(`${before}31415926535897932384`)
    }
    expect(await stage.cards()).toEqual([])
  })

  test('can undo what they typed, and a field is no longer than it may be', async ({ stage }) => {
    const { page } = stage
    await page.locator('#short').focus()
    await stage.press(byHand('20261'))
    await expect(page.locator('#short')).toHaveValue('202')
    await page.keyboard.press('Control+z')
    await expect(page.locator('#short')).not.toHaveValue('202')
  })

  test('chooses in a list by what is written on it', async ({ stage }) => {
    await stage.page.locator('#select').focus()
    await stage.press(byHand('10'))
    await expect(stage.page.locator('#select')).toHaveValue('10th floor')
    expect(await stage.noticed()).toContain('change select')
  })

  test('holds a key down and gets as many as the keyboard sends', async ({ stage }) => {
    await stage.page.locator('#area').focus()
    await stage.page.keyboard.press('Control+End')
    await stage.press([{ key: '7', code: 'Digit7', at: 0, held: 700, repeats: [500, 530, 560, 590] }])
    await expect(stage.page.locator('#area')).toHaveValue('Two lines\n77777')
  })

  test('keeps shortcuts, composed characters, passwords and what is pasted', async ({ stage }) => {
    const { page } = stage
    await page.locator('#text').focus()
    await stage.noticed()
    await stage.press([{ key: '1', code: 'Digit1', at: 0, held: 60, modifiers: 2 }])
    await expect.poll(() => stage.noticed()).toContain('keydown text 1')
    await stage.press([{ key: '2', code: 'Digit2', at: 0, held: 60, virtualKey: 229 }])
    await expect(page.locator('#text')).toHaveValue(/2/)
    await page.locator('#password').focus()
    await stage.press(tapOf(card))
    await expect(page.locator('#password')).toHaveValue(card)
    await page.locator('#inside').evaluate((field: HTMLInputElement) => (field.value = ''))
    await page.locator('#area').focus()
    await page.keyboard.insertText(`${card}\n`)
    await expect(page.locator('#area')).toHaveValue(new RegExp(card))
    expect(await stage.cards()).toEqual([])
  })

  test('presses the button that has the focus with Enter and Space', async ({ stage }) => {
    await stage.page.locator('#button').focus()
    await stage.noticed()
    await stage.press([enter(0)])
    await expect.poll(() => stage.noticed()).toContain('click button')
    await stage.press([{ key: ' ', code: 'Space', at: 0, held: 60 }])
    await expect.poll(() => stage.noticed()).toContain('click button')
  })

  test('scans parcels with another scanner, and its codes arrive whole', async ({ stage }) => {
    await stage.page.locator('#area').focus()
    await stage.page.keyboard.press('Control+End')
    await stage.press([...typed(`X${card}`), enter(88)])
    await expect(stage.page.locator('#area')).toHaveValue(`Two lines\nX${card}\n`)
    await stage.press([...typed('4006381333931', 400), enter(504)])
    await expect(stage.page.locator('#area')).toHaveValue(`Two lines\nX${card}\n4006381333931\n`)
    expect(await stage.cards()).toEqual([])
  })
})
