import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './fixtures/index.ts'

test('the screens have nothing that axe objects to', async ({ desk }) => {
  test.setTimeout(300_000)
  await expect(desk.page.getByText('Nguyễn Thị Minh Khai')).toBeVisible({ timeout: 30_000 })
  const check = async (screen: string): Promise<void> => {
    const { violations } = await new AxeBuilder({ page: desk.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze()
    expect(violations.map(({ id, nodes }) => `${screen}: ${id} ${nodes[0]?.html}`)).toEqual([])
  }
  await check('today')
  const { page } = desk
  await page.locator('.row__open').first().click()
  await expect(page.getByRole('button', { name: 'Cancel visit' })).toBeVisible()
  await check('visit')
  await page.getByRole('button', { name: 'Cancel visit' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await check('cancelling')
  await page.keyboard.press('Escape')
  await page.keyboard.press('n')
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await check('walk-in')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveAttribute('aria-invalid', 'true')
  await page.getByRole('button', { name: 'Another time' }).click()
  await page.getByRole('combobox', { name: 'To see' }).fill('wis')
  await expect(page.getByRole('option').first()).toBeVisible()
  await check('walk-in with errors, a typed time and the hosts open')
  for (const screen of ['Doors', 'Waiting', 'Visitor types', 'Settings']) {
    await desk.page.getByRole('navigation', { name: 'Main' }).getByText(screen, { exact: true }).click()
    await expect(desk.page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    await check(screen)
  }
})
