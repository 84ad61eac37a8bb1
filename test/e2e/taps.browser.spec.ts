import AxeBuilder from '@axe-core/playwright'
import { building } from '../fixtures/building.ts'
import { expect, test, type Desk } from './fixtures/index.ts'

async function settled({ page }: Desk): Promise<void> {
  await expect(page.getByText('Nguyễn Thị Minh Khai')).toBeVisible({ timeout: 30_000 })
}

async function axe({ page }: Desk, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze()
    expect(violations.map(({ id, nodes }) => `${what}, ${colorScheme}: ${id} ${nodes[0]?.html}`)).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

test.describe.configure({ timeout: 180_000 })

test('a member’s badge shows that person and who visits them, also from the copy when the network is away', async ({
  desk,
  simulator,
}) => {
  const { page } = desk
  const house = building(simulator)
  const badge = await house.memberCard('Tomasz Wiśniewski')
  await settled(desk)
  await house.tapAtDesk(badge.tag)
  const panel = page.getByRole('complementary', { name: `Card ${badge.number}` })
  await expect(panel.getByRole('heading', { name: 'Tomasz Wiśniewski' })).toBeVisible()
  await expect(panel.getByText('Works')).toBeVisible()
  await axe(desk, 'member')
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await house.breakNetwork()
  await expect(page.getByText(/No network since/)).toBeVisible({ timeout: 20_000 })
  await house.tapAtDesk(badge.tag)
  await expect(panel.getByText(/No network. This is from the copy of \d\d:\d\d/)).toBeVisible()
  await panel.getByRole('button', { name: 'Visitor for Tomasz' }).click()
  await expect(page.getByRole('combobox', { name: 'To see' })).toHaveValue('Tomasz Wiśniewski')
})

test('a card that nobody knows goes into the drawer, is given out, and checks its visitor out when it comes back', async ({
  desk,
  simulator,
}) => {
  const { page } = desk
  const house = building(simulator)
  const card = await house.blankCard()
  await settled(desk)

  await test.step('unknown: into the drawer', async () => {
    await house.tapAtDesk(card.tag)
    await expect(page.getByRole('heading', { name: `Card ${card.number}` })).toBeVisible()
    await axe(desk, 'unknown')
    await page.getByRole('button', { name: 'Put it in stock' }).click()
    await expect(page.getByText(`Card ${card.number} is in stock`)).toBeVisible()
    await page.getByRole('button', { name: 'Done' }).click()
  })

  await test.step('in the drawer: to whoever is being checked in', async () => {
    await page.locator('.row__open').first().click()
    await expect(page.getByRole('button', { name: 'Cancel visit' })).toBeVisible()
    await page.getByRole('button', { name: 'Cancel visit' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expect
      .poll(async () => {
        await house.tapAtDesk(card.tag)
        return await page.getByText('A question is open on the screen.').count()
      })
      .toBeGreaterThan(0)
    await expect(page.getByText(`Card ${card.number} goes to`)).toHaveCount(0)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect
      .poll(
        async () => {
          await house.tapAtDesk(card.tag)
          return await page.getByText(`Card ${card.number} goes to`).count()
        },
        { intervals: [2_500] },
      )
      .toBeGreaterThan(0)
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('button', { name: /^Check out/ }).first()).toBeVisible()
    await page.keyboard.press('Escape')
  })

  await test.step('a visitor’s: their visit, and check-out', async () => {
    await expect
      .poll(
        async () => {
          await house.tapAtDesk(card.tag)
          return await page.getByText(`Card ${card.number} is back`).count()
        },
        { intervals: [2_500] },
      )
      .toBeGreaterThan(0)
    await axe(desk, 'visitor’s card')
    await page
      .getByRole('complementary')
      .getByRole('button', { name: /^Check out/ })
      .click()
    await expect(page.getByText(`Card ${card.number} goes back in stock.`)).toBeVisible()
    await expect(page.getByText(`Card ${card.number} is back`)).toHaveCount(0)
  })
})

test('the code of an invitation opens its check-in', async ({ desk, simulator }) => {
  const { page } = desk
  await settled(desk)
  const scanner = (await simulator.post('badge-readers', { protocol: 'scanner', transport: 'pty' })) as {
    id: number
    path: string
  }
  const settings = { kind: 'scanner' }
  expect(await desk.call('readers.connect', { port: scanner.path, settings, name: 'Scanner' })).toMatchObject({
    ok: true,
  })
  const visits = (await desk.call('visits.list', { list: 'expected' })).value as { visits: { id: string }[] }
  const [visit] = visits.visits
  const { text } = (await desk.call('visits.invitation', { visitId: visit!.id })).value as { text: string }
  await simulator.post(`badge-readers/${scanner.id}/tap`, { text })
  await expect(page.getByRole('heading', { level: 2, name: /^Check in / })).toBeVisible()
})

test('staff tap in and out where a reader is theirs', async ({ desk, simulator }) => {
  const { page } = desk
  const house = building(simulator)
  const badge = await house.memberCard('Tomasz Wiśniewski')
  await settled(desk)
  const port = simulator.reader!
  const save = { port, name: 'Staff door', settings: { kind: 'em4100' }, mode: 'staff' }
  expect(await desk.call('readers.save', save)).toMatchObject({ ok: true })
  await house.tapAtDesk(badge.tag)
  await expect(page.getByText(/^Good (morning|afternoon|evening), Tomasz\. In at \d\d:\d\d\.$/)).toBeVisible()
  // A toast stays while it has the focus.
  await page.getByRole('button', { name: 'Undo' }).focus()
  await axe(desk, 'greeting')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Tomasz Wiśniewski is out again.')).toBeVisible()
})
