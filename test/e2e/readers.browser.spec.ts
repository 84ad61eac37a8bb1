import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { building } from '../fixtures/building.ts'
import { expect, test, type Desk, type Simulator } from './fixtures/index.ts'
import { pressAt, tapOf } from './fixtures/keys.ts'

async function settled({ page }: Desk): Promise<void> {
  await expect(page.getByText('Nguyễn Thị Minh Khai')).toBeVisible({ timeout: 30_000 })
}

async function toReaders({ page }: Desk): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByText('Settings', { exact: true }).click()
  await page.getByRole('button', { name: 'Readers' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Readers' })).toBeVisible()
}

const toToday = ({ page }: Desk): Promise<void> =>
  page.getByRole('navigation', { name: 'Main' }).getByText('Today', { exact: true }).click()

async function plugIn(simulator: Simulator, protocol: string): Promise<{ id: number; path: string }> {
  return (await simulator.post('badge-readers', { protocol, transport: 'pty' })) as { id: number; path: string }
}

async function begin(desk: Desk, path: string): Promise<void> {
  const { page } = desk
  await toReaders(desk)
  await page.getByRole('button', { name: 'Add a reader' }).click()
  await page.getByRole('textbox', { name: 'Another port' }).fill(path)
  await page.getByRole('button', { name: 'Listen' }).click()
  await expect(page.getByText('Hold a card to the reader')).toBeVisible()
}

async function finish({ page }: Desk, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Go on/ }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: name })).toContainText('Connected')
}

/** Both themes of what is on the screen. */
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

/** On a busy machine the keys of one card come late; nothing is decided meanwhile. */
async function slowTimers(page: Page): Promise<void> {
  await page.evaluate(() => {
    const real = window.setTimeout
    window.setTimeout = ((run: () => void, wait = 0) => real(run, wait * 20)) as typeof window.setTimeout
  })
}

test.describe.configure({ timeout: 180_000 })

test('a reader whose frames have a checksum is set up by one card, and taps on it count', async ({
  desk,
  simulator,
}) => {
  const { page } = desk
  const house = building(simulator)
  await settled(desk)
  const { id, path } = await plugIn(simulator, 'id12')
  const card = await house.stockCard()
  await begin(desk, path)
  await axe(desk, 'listening')
  await simulator.post(`badge-readers/${id}/tap`, { card: card.tag })
  await expect(page.getByText('A card was read')).toBeVisible()
  await expect(page.getByText(/^02( [0-9A-F]{2})+/)).toBeVisible()
  await expect(page.getByText('EM4100 reader')).toBeVisible()
  await expect(page.getByText('Its checksum is right')).toBeVisible()
  await expect(page.getByRole('radio', { name: new RegExp(card.number) })).toBeChecked()
  await expect(page.getByText('In the drawer')).toBeVisible()
  await axe(desk, 'heard')
  await page.getByRole('button', { name: /^Go on/ }).click()
  await axe(desk, 'named')
  await page.getByRole('textbox', { name: 'Name' }).fill('Side desk')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Side desk' })).toContainText('Connected')
  await axe(desk, 'list')
  await toToday(desk)
  await page.keyboard.press('n')
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await simulator.post(`badge-readers/${id}/tap`, { card: card.tag })
  await expect(page.getByText(`Card ${card.number} is ready`)).toBeVisible()
})

test('a reader of plain numbers asks once which number is meant, and remembers it', async ({ desk, simulator }) => {
  const { page } = desk
  const house = building(simulator)
  await settled(desk)
  const { id, path } = await plugIn(simulator, 'decimal')
  const [stock, blank] = [await house.stockCard(), await house.blankCard()]
  await begin(desk, path)
  // Whoever sees nothing come holds the card there again.
  await expect(async () => {
    await simulator.post(`badge-readers/${id}/tap`, { card: blank.tag })
    await expect(page.getByText('Which number stands on the card?')).toBeVisible()
  }).toPass({ timeout: 60_000 })
  expect(await page.getByRole('radio').count()).toBeGreaterThan(1)
  await expect(page.getByRole('radio', { checked: true })).toHaveCount(0)
  await axe(desk, 'several readings')
  await page
    .getByRole('radio', { name: new RegExp(stock.number.slice(0, 3)) })
    .first()
    .focus()
  // A card that Kisi knows chooses by itself.
  await simulator.post(`badge-readers/${id}/tap`, { card: stock.tag })
  await expect(page.getByRole('radio', { name: new RegExp(`${stock.number}.*In the drawer`, 's') })).toBeChecked()
  await finish(desk, 'Goods entrance')
  await toToday(desk)
  await simulator.post(`badge-readers/${id}/tap`, { card: stock.tag })
  await expect(page.getByText(`Card ${stock.number} is in stock. Open a visit to give it out.`)).toBeVisible()
})

test('a reader that speaks only when asked is asked, and shows what it is told', async ({ desk, simulator }) => {
  const { page } = desk
  await settled(desk)
  const { id, path } = await plugIn(simulator, 'osdp')
  const card = await building(simulator).stockCard()
  await begin(desk, path)
  await page.getByRole('button', { name: 'Ask as OSDP' }).click()
  await expect(page.getByText('OSDP reader')).toBeVisible({ timeout: 15_000 })
  await simulator.post(`badge-readers/${id}/tap`, { card: card.tag })
  await expect(page.getByText('A card was read')).toBeVisible()
  await page.getByRole('radio').first().check({ force: true })
  await finish(desk, 'Wall reader')
  await page.getByRole('button', { name: 'Set up Wall reader' }).click()
  await page.getByRole('button', { name: 'Welcome' }).click()
  await expect(page.getByText('The reader was told to show it.')).toBeVisible()
  await page.getByRole('button', { name: 'Forget this reader' }).click()
  await axe(desk, 'forgetting')
  await page.getByRole('button', { name: 'Forget it' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Wall reader' })).toHaveCount(0)
})

test('a port that cannot be opened says why, and what is typed stays', async ({ desk, directory }) => {
  const { page } = desk
  await settled(desk)
  await toReaders(desk)
  await page.getByRole('button', { name: 'Add a reader' }).click()
  await axe(desk, 'places')
  await page.getByRole('textbox', { name: 'Another port' }).fill(`${directory}/no-such-port`)
  await page.getByRole('button', { name: 'Listen' }).click()
  await expect(page.getByRole('alert')).toContainText(/plugged in|serial port/)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Readers' })).toBeVisible()
})

test('a reader that types is set up and heard wherever the focus is, and writes nothing', async ({
  desk,
  simulator,
}) => {
  const { page } = desk
  const house = building(simulator)
  const member = await house.memberCard('Tomasz Wiśniewski')
  await settled(desk)
  await toReaders(desk)
  await page.getByRole('button', { name: 'Add a reader' }).click()
  await slowTimers(page)
  await page.getByRole('button', { name: /^A reader that types/ }).click()
  await expect(page.getByText('Hold a card to the reader')).toBeVisible()
  const session = await page.context().newCDPSession(page)
  let start = Date.now() / 1000 + 60
  const tap = async (card: string): Promise<void> => {
    await pressAt(session, tapOf(card), (start += 10))
  }
  await expect
    .poll(async () => {
      await tap(member.number)
      return page.getByText('A card was read').isVisible()
    })
    .toBe(true)
  await expect(page.getByText('Tomasz Wiśniewski has it')).toBeVisible()
  await expect(page.getByText(/^8 ms between two keys at most/)).toBeVisible()
  await finish(desk, 'Desk reader')
  await toToday(desk)
  const search = page.getByRole('combobox', { name: 'Find a visit' })
  await search.fill('Amara')
  await tap(member.number)
  await expect(page.getByRole('complementary', { name: `Card ${member.number}` })).toContainText('Tomasz Wiśniewski')
  await expect(search).toHaveValue('Amara')
  await expect(search).toBeFocused()
})
