import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './fixtures/index.ts'

test('the screens have nothing that axe objects to', async ({ desk }) => {
  await expect(desk.page.getByText('Nguyễn Thị Minh Khai')).toBeVisible({ timeout: 30_000 })
  const check = async (screen: string): Promise<void> => {
    const { violations } = await new AxeBuilder({ page: desk.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze()
    expect(violations.map(({ id, nodes }) => `${screen}: ${id} ${nodes[0]?.html}`)).toEqual([])
  }
  await check('today')
  await desk.page.keyboard.press('n')
  await expect(desk.page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await check('walk-in')
  for (const screen of ['Waiting', 'Visitor types', 'Settings']) {
    await desk.page.getByRole('navigation', { name: 'Main' }).getByText(screen, { exact: true }).click()
    await expect(desk.page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    await check(screen)
  }
})
