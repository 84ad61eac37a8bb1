import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { building } from '../fixtures/building.ts'
import { expect, test, type Desk } from './fixtures/index.ts'

const soon = { timeout: 30_000 }

async function openDoors({ page }: Desk): Promise<void> {
  await expect(page.getByText('Nguyễn Thị Minh Khai')).toBeVisible(soon)
  await page.getByRole('navigation', { name: 'Main' }).getByText('Doors', { exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Doors' })).toBeVisible()
  await expect(tile(page, 'Archive')).toBeVisible(soon)
}

const tile = (page: Page, name: string) => page.locator('.floors').getByRole('group', { name, exact: true })
const alarms = (page: Page) => page.getByRole('region', { name: 'Alarms' })
const feed = (page: Page) => page.getByRole('complementary', { name: 'Live events' })

test('a forced door raises an alarm on every screen until somebody takes it, and forced again a new one', async ({
  desk,
  simulator,
}) => {
  const { page } = desk
  const archive = await building(simulator).door('Archive')
  await expect(page.getByText('Nguyễn Thị Minh Khai')).toBeVisible(soon)
  await simulator.post(`locks/${archive}/force`)
  await expect(alarms(page).getByText('Archive was forced open at')).toBeVisible(soon)
  await simulator.post(`locks/${archive}/contact`, { open: false })
  await expect(alarms(page).getByText(/closed again at/)).toBeVisible(soon)

  await page.getByRole('navigation', { name: 'Main' }).getByText('Settings', { exact: true }).click()
  await expect(alarms(page).getByText('Archive was forced open at')).toBeVisible()
  await desk.restart()
  await desk.ready()
  await expect(alarms(page).getByText('Archive was forced open at')).toBeVisible(soon)

  await page.getByRole('button', { name: 'I’m on it: Archive' }).click()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Your name' })).toHaveAttribute('aria-invalid', 'true')
  await page.keyboard.type('Aisha Mbeki')
  await page.keyboard.press('Enter')
  await expect(alarms(page)).toBeHidden()
  const { alarms: taken } = (await desk.call('alarms.list', { list: 'taken' })).value as {
    alarms: { doorName: string; takenBy: string }[]
  }
  expect(taken.map(({ doorName, takenBy }) => [doorName, takenBy])).toEqual([['Archive', 'Aisha Mbeki']])

  await simulator.post(`locks/${archive}/force`)
  await page.getByRole('button', { name: 'Show events of Archive' }).click(soon)
  await expect(page.getByRole('complementary', { name: 'Archive' }).getByRole('listitem')).toHaveCount(2, soon)
  await page.getByRole('button', { name: 'I’m on it: Archive' }).click()
  await expect(page.getByRole('textbox', { name: 'Your name' })).toHaveValue('Aisha Mbeki')
})

test('a door and a place are locked down after a second question, and called off after one', async ({ desk }) => {
  const { page } = desk
  await openDoors(desk)
  await tile(page, 'Archive')
    .getByRole('button', { name: /^Archive/ })
    .click()
  const panel = page.getByRole('complementary', { name: 'Archive' })
  await expect(panel).toBeFocused()
  await panel.getByRole('button', { name: 'Lock down' }).click()
  await expect(page.getByRole('dialog', { name: 'Lock down Archive?' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel.getByRole('button', { name: 'Lock down' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Lock down Archive' }).click()
  await expect(page.getByRole('dialog')).toBeHidden(soon)
  await expect(tile(page, 'Archive').getByText('Locked down')).toBeVisible(soon)
  await tile(page, 'Archive').getByRole('button', { name: 'Call off the lockdown of Archive' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Call off the lockdown' }).click()
  await expect(tile(page, 'Archive').getByText('Locked', { exact: true })).toBeVisible(soon)

  await page.keyboard.press('Escape')
  await page.locator('.work__head').getByRole('button', { name: 'Lock down' }).click()
  await expect(page.getByRole('dialog')).toContainText('12 doors stop opening for everyone')
  await page.getByRole('dialog').getByRole('button', { name: 'Lock down Harbour House' }).click()
  await expect(page.getByText('Harbour House is locked down. All 12 doors refuse everyone.')).toBeVisible(soon)
  await expect(page.locator('.floors').getByText('Locked down')).toHaveCount(12, soon)
  await page.getByRole('button', { name: 'Call off the lockdown of Harbour House' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Call off the lockdown' }).click()
  await expect(page.locator('.floors').getByText('Locked down')).toHaveCount(0, soon)
})

test('the feed shows what happens, filtered by person, door and kind, and waits while it is paused', async ({
  desk,
  simulator,
}) => {
  const { page } = desk
  const house = building(simulator)
  await openDoors(desk)
  const door = await house.door('Front entrance')
  const thijs = await house.memberCard('Tomasz Wiśniewski')
  const saskia = await house.memberCard('Saskia van den Heuvel')
  await house.tapAtDoor(door, thijs.tag)
  await house.tapAtDoor(await house.door('Turnstile A'), saskia.tag)
  await house.tapAtDoor(await house.door('Server room'), saskia.tag)
  await simulator.post(`locks/${await house.door('Archive')}/force`)
  const rows = feed(page).getByRole('listitem')
  await expect(rows).toHaveCount(4, soon)
  const field = feed(page).getByRole('textbox', { name: 'Person, door or kind' })
  await field.fill('wisniewski')
  await expect(rows).toHaveText([/Tomasz Wiśniewski opened Front entrance/])
  await field.fill('saskia turnstile')
  await expect(rows).toHaveText([/Saskia van den Heuvel opened Turnstile A/])
  await field.fill('refused')
  await expect(rows).toHaveText([/refused at Server room: no right to this door/])
  await field.fill('nobody at all')
  await expect(feed(page).getByText('No event matches')).toBeVisible()
  await field.fill('')
  await feed(page).getByRole('combobox', { name: 'Which events' }).selectOption('Forced or held')
  await expect(rows).toHaveText([/Archive forced open/])
  await feed(page).getByRole('combobox', { name: 'Which events' }).selectOption('Notable')
  await expect(rows).toHaveCount(4)

  await feed(page).getByRole('button', { name: 'Pause' }).click()
  await house.tapAtDoor(door, saskia.tag)
  await expect(feed(page).getByRole('button', { name: 'Go on 1 new' })).toBeVisible(soon)
  await expect(rows).toHaveCount(4)
  await feed(page).getByRole('button', { name: 'Go on' }).click()
  await expect(rows.first()).toContainText('Saskia van den Heuvel opened Front entrance')
})

test('without the network the doors say what was seen last and offer nothing', async ({ desk, simulator }) => {
  const { page } = desk
  await openDoors(desk)
  await expect(tile(page, 'Archive').getByRole('button', { name: 'Unlock Archive' })).toBeVisible()
  await building(simulator).breakNetwork()
  await expect(tile(page, 'Archive').getByText(/^Locked at \d\d:\d\d$/)).toBeVisible(soon)
  await expect(page.locator('.floors').getByRole('button', { name: /^Unlock/ })).toHaveCount(0)
  await expect(page.getByRole('main').getByText(/Doors can’t be unlocked from here/)).toBeVisible()
  await building(simulator).healNetwork()
  await expect(tile(page, 'Archive').getByRole('button', { name: 'Unlock Archive' })).toBeVisible(soon)
})

for (const theme of ['light', 'dark', 'contrast']) {
  test(`axe finds nothing on the doors, an alarm and its dialogs, ${theme}`, async ({ desk, simulator }) => {
    const { page } = desk
    const house = building(simulator)
    await openDoors(desk)
    await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme)
    await simulator.post(`locks/${await house.door('Archive')}/force`)
    await simulator.post(`locks/${await house.door('Server room')}/force`)
    await expect(tile(page, 'Server room').getByText(/Forced open/)).toBeVisible(soon)
    await expect(alarms(page).getByRole('button', { name: '1 more' })).toBeVisible(soon)
    const check = async (what: string): Promise<void> => {
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
        .analyze()
      expect(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes[0]?.html}`)).toEqual([])
    }
    await alarms(page).getByRole('button', { name: '1 more' }).click()
    await check('doors')
    await tile(page, 'Front entrance')
      .getByRole('button', { name: /^Front entrance/ })
      .click()
    await check('one door')
    await page.getByRole('complementary').getByRole('button', { name: 'Lock down' }).click()
    await check('lockdown')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'I’m on all 2' }).click()
    await expect(page.getByRole('textbox', { name: 'Your name' })).toBeFocused()
    await check('taking')
  })
}
