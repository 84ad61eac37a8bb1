import AxeBuilder from '@axe-core/playwright'
import { doorNamed, expect, test } from './fixtures/panel.ts'

test('everything is done by keyboard', async ({ panel, simulator }) => {
  const { keyboard } = panel
  const active = () => panel.evaluate(() => document.activeElement?.textContent ?? '')

  await test.step('the arrows lead from door to door, and T taps the card in hand', async () => {
    await keyboard.press('d')
    expect(await active()).toContain('Front entrance')
    await keyboard.press('ArrowUp')
    await expect(panel.getByRole('button', { name: /Turnstile/, pressed: true })).toBeFocused()
    const name = (await active()).includes('Turnstile A') ? 'Turnstile A' : 'Turnstile B'
    await keyboard.press('t')
    await expect(panel.getByRole('button', { name: new RegExp(`${name} Unlocked`) })).toBeVisible()
  })

  await test.step('/ searches, Enter takes the first that was found', async () => {
    await keyboard.press('/')
    await expect(panel.getByRole('combobox', { name: 'Search people and cards' })).toBeFocused()
    await keyboard.type('joris hendriks')
    await expect(panel.getByRole('option', { name: /Joris Hendriks/ })).toBeVisible()
    await keyboard.press('Enter')
    await expect(panel.getByRole('heading', { name: 'Joris Hendriks' })).toBeVisible()
    await expect(panel.getByRole('combobox', { name: 'Card in hand' })).toHaveValue(/Joris Hendriks/)
  })

  await test.step('the clock stands, steps and goes on', async () => {
    await keyboard.press('Space')
    await expect(panel.getByText('stands still')).toBeVisible()
    const before = (await simulator.get('clock')) as { now: string }
    await keyboard.press('.')
    await expect
      .poll(async () => Date.parse(((await simulator.get('clock')) as { now: string }).now) - Date.parse(before.now))
      .toBe(1000)
    await keyboard.press('Space')
    await expect(panel.getByText('stands still')).toBeHidden()
  })

  await test.step('the log is walked and opened', async () => {
    await simulator.api('/locks')
    await simulator.api('/places')
    await expect(panel.getByText('/places')).toBeVisible()
    await keyboard.press('l')
    await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await expect(panel.getByText('Asked without a body')).toBeVisible()
    await expect(panel.getByRole('button', { expanded: true }).first()).toBeFocused()
  })

  await test.step('a fault is told, and Escape leaves it', async () => {
    await keyboard.press('f')
    const dialog = panel.getByRole('dialog', { name: 'New fault' })
    await expect(dialog).toBeVisible()
    await keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })

  await test.step('? shows the keys', async () => {
    await keyboard.press('?')
    await expect(panel.getByRole('dialog', { name: 'Keys' })).toContainText('Tap the card in hand')
    await keyboard.press('Escape')
  })

  await test.step('a snapshot is taken and gone back to', async () => {
    const go = panel.getByRole('button', { name: 'Go back to a snapshot' })
    await panel.getByRole('button', { name: 'Snapshot', exact: true }).press('Enter')
    await expect(panel.getByText('The world is kept as')).toBeVisible()
    const { id } = await doorNamed(simulator, 'Front entrance')
    await simulator.post(`locks/${id}/force`)
    await expect(panel.getByRole('button', { name: /Front entrance Forced open/ })).toBeVisible()
    await go.press('ArrowDown')
    await expect(panel.getByRole('menuitem')).toBeFocused()
    await keyboard.press('Enter')
    await expect(panel.getByRole('button', { name: /Front entrance Locked/ })).toBeVisible()
    await expect(go).toBeFocused()
  })
})

for (const theme of ['light', 'dark', 'contrast']) {
  test(`has nothing that axe objects to, ${theme}`, async ({ panel, simulator }) => {
    await panel.goto(`${simulator.panel}?theme=${theme}`)
    const door = await doorNamed(simulator, 'Goods entrance')
    await simulator.post(`locks/${door.id}/force`)
    await simulator.post('faults', { kind: 'status', status: 429, path: '/places', count: 3 })
    await simulator.api('/places').catch(() => undefined)
    await simulator.api('/locks')
    await expect(panel.getByRole('button', { name: /Goods entrance Forced/ })).toBeVisible()
    const check = async (what: string): Promise<void> => {
      const { violations } = await new AxeBuilder({ page: panel })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
        .analyze()
      expect(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes[0]?.html}`)).toEqual([])
    }
    await panel
      .getByRole('table', { name: /Requests/ })
      .getByRole('row')
      .filter({ hasText: '429' })
      .getByRole('button')
      .click()
    await expect(panel.getByLabel('What was answered')).toBeVisible()
    await check('the panel with a request open')
    if (theme === 'light') {
      await panel.keyboard.press('/')
      await panel.keyboard.type('sas')
      await expect(panel.getByRole('option').first()).toBeVisible()
      await check('while searching')
      await panel.keyboard.press('Escape')
      await panel.getByRole('combobox', { name: 'Card in hand' }).click()
      await expect(panel.getByRole('option').first()).toBeVisible()
      await check('while a card is chosen')
      await panel.keyboard.press('Escape')
      await panel.getByRole('group', { name: 'Which of the log' }).getByRole('button', { name: 'Events' }).click()
      await check('the events')
    }
    await panel.getByRole('button', { name: 'New fault' }).click()
    await expect(panel.getByRole('dialog', { name: 'New fault' })).toBeVisible()
    await check('a new fault')
  })
}
