import { expect, test, type Desk } from './fixtures/index.ts'

const dayList = 'Which visits'

async function settled(desk: Desk): Promise<void> {
  await expect(desk.page.getByText('Nguyễn Thị Minh Khai')).toBeVisible({ timeout: 30_000 })
}

async function typeWalkIn(desk: Desk, name: string): Promise<void> {
  const { page } = desk
  await page.keyboard.press('n')
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type(name)
  await page.getByRole('combobox', { name: 'To see' }).focus()
  await page.keyboard.type('tomasz wis')
  // Faster than the list can come: Enter waits for the answer to what was typed.
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: 'To see' })).toHaveValue('Tomasz Wiśniewski')
}

const count = async (desk: Desk, list: 'expected' | 'on_site'): Promise<number> => {
  const answer = await desk.call('visits.list', { list })
  return (answer.value as { total: number }).total
}

test.describe('at the keyboard', () => {
  test('the focus stays in the list when a visitor leaves it, and comes back to it from panel and dialog', async ({
    desk,
  }) => {
    const { page } = desk
    await settled(desk)
    const rows = page.getByRole('region', { name: 'Expected' }).locator('.row__open')
    await rows.first().focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('complementary')).toBeFocused()
    await page.getByRole('button', { name: 'Cancel visit' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: 'Cancel visit' })).toBeFocused()
    const second = await rows.nth(1).textContent()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the visit' }).focus()
    await page.keyboard.press('Enter')
    await expect(rows.first()).toHaveText(second ?? '')
    await expect(rows.first()).toBeFocused()
  })

  test('Ctrl+Enter on another screen checks nobody in, and the form is still as it was', async ({ desk }) => {
    const { page } = desk
    await settled(desk)
    await typeWalkIn(desk, 'Hidden Form')
    await page.getByRole('navigation', { name: 'Main' }).getByText('Settings', { exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Connection' })).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await page.getByRole('navigation', { name: 'Main' }).getByText('Today', { exact: true }).click()
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Hidden Form')
    expect(await count(desk, 'on_site')).toBe(0)
  })

  test('N held down opens the form and writes nothing into it', async ({ desk }) => {
    const { page } = desk
    await settled(desk)
    await page.keyboard.down('n')
    await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
    for (let repeats = 0; repeats < 5; repeats++) await page.keyboard.down('n')
    await page.keyboard.up('n')
    await page.keyboard.type('Ann')
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Ann')
  })

  test('Ctrl+Enter held down announces a visitor once, and does not check them in', async ({ desk }) => {
    const { page } = desk
    await settled(desk)
    const before = await count(desk, 'expected')
    await typeWalkIn(desk, 'Held Down')
    await page.getByRole('button', { name: 'Expect later' }).click()
    await page.keyboard.down('Control')
    await page.keyboard.down('Enter')
    await expect(page.getByRole('complementary', { name: 'Held Down' })).toBeVisible()
    for (let repeats = 0; repeats < 10; repeats++) await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    await page.keyboard.up('Control')
    await expect(page.getByRole('complementary', { name: 'Held Down' })).toBeVisible()
    expect(await count(desk, 'expected')).toBe(before + 1)
    expect(await count(desk, 'on_site')).toBe(0)
  })

  test('a name searched for in vain becomes a walk-in of its own beside the one that was begun', async ({ desk }) => {
    const { page } = desk
    await settled(desk)
    await typeWalkIn(desk, 'Ivo Dragomirov')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Amara Okonkwo')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Amara Okonkwo')
    await expect(page.getByRole('combobox', { name: 'To see' })).toHaveValue('')
    await page.getByRole('button', { name: 'Discard' }).click()
    await expect(page.getByRole('group', { name: dayList })).toBeVisible()
    await page.keyboard.press('n')
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Ivo Dragomirov')
  })
})

test('a reader that is unplugged is said on every screen, and no more once it is back', async ({ desk, simulator }) => {
  test.skip(simulator.reader?.startsWith('tcp:') === true, 'A reader on the network has no plug.')
  await settled(desk)
  await simulator.post('badge-readers/1/unplug')
  await expect(desk.page.getByText('No badge reader. Cards can’t be read.')).toBeVisible({ timeout: 15_000 })
  await simulator.post('badge-readers/1/replug')
  await expect(desk.page.getByText('No badge reader. Cards can’t be read.')).toBeHidden({ timeout: 15_000 })
})
