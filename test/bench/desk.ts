import { mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { startBrowserDesk } from '../e2e/fixtures/desk.ts'
import { startSimulator } from '../e2e/fixtures/simulator.ts'
import { building } from '../fixtures/building.ts'
import { percentile, type Figure } from './figure.ts'

const times = 20

/**
 * Milliseconds from now until a frame with `text` in it has been painted, measured inside the page. The clock starts
 * when `trigger` is about to be given.
 */
async function untilPainted(page: Page, text: string, trigger: () => Promise<unknown>): Promise<number> {
  const painted = page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (!document.body.innerText.includes(wanted)) return
          observer.disconnect()
          requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now()), 0))
        }
        const observer = new MutationObserver(look)
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
        look()
      }),
    text,
  )
  const began = performance.timeOrigin + performance.now()
  await trigger()
  return (await painted) - began
}

/** The desk in Chromium against the simulator: a press of Check in, and a tap, until each is on the screen. */
export async function run(): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'frontdesk-bench-'))
  const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync)
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  const simulator = await startSimulator(directory)
  const desk = await startBrowserDesk(
    {
      directory: join(directory, 'desk'),
      parameters: ['--demo', '--kisi', simulator.url, '--reader', simulator.reader ?? ''],
      environment: { KISI_API_KEY: simulator.apiKey },
    },
    browser,
  )
  try {
    const { page } = desk
    const house = building(simulator)
    await page.getByText('Nguyễn Thị Minh Khai').waitFor({ timeout: 30_000 })
    const checkIns: number[] = []
    const taps: number[] = []
    for (let round = 0; round < times; round++) {
      const name = `Visitor ${String.fromCharCode(65 + round)}`
      await page.keyboard.press('n')
      await page.getByRole('textbox', { name: 'Name' }).fill(name)
      await page.getByRole('combobox', { name: 'To see' }).fill('tomasz wis')
      await page.getByRole('option', { name: /Tomasz/ }).waitFor()
      await page.keyboard.press('Enter')
      const card = await house.stockCard(round % 10)
      taps.push(await untilPainted(page, card.number, () => house.tapAtDesk(card.tag)))
      const remove = page.getByRole('button', { name: /Take card/ })
      await remove.click()
      checkIns.push(await untilPainted(page, `Checked in ${name}.`, () => page.keyboard.press('Control+Enter')))
    }
    return [
      { name: 'check-in-press-to-screen-p95', value: percentile(checkIns, 0.95), unit: 'ms', bar: 100 },
      // Counted from the order to hold the card, so 15 ms of frame at 9,600 baud are in it.
      { name: 'tap-to-screen-p95', value: percentile(taps, 0.95), unit: 'ms', bar: 100 },
    ]
  } finally {
    await desk.stop()
    await browser.close()
    await simulator.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
