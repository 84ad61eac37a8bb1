import AxeBuilder from '@axe-core/playwright'
import { building } from '../fixtures/building.ts'
import { expect, test } from './fixtures/index.ts'

test('the simulator’s panel taps a card at a door, pulls the network, and has nothing that axe objects to', async ({
  desk,
  simulator,
}) => {
  const house = building(simulator)
  const panel = await desk.page.context().newPage()
  await panel.goto(simulator.panel)
  await expect(panel.getByText('Front entrance').first()).toBeVisible()

  const member = await house.memberCard('Saskia van den Heuvel')
  await panel
    .getByRole('combobox')
    .first()
    .selectOption({ label: `${member.number} Saskia van den Heuvel` })
  await panel.getByRole('button', { name: new RegExp(`Tap card ${member.number} here`) }).click()
  await expect
    .poll(async () => {
      const { doors } = (await simulator.get('state')) as { doors: { name: string; unlocked: boolean }[] }
      return doors.find((door) => door.name === 'Front entrance')?.unlocked
    })
    .toBe(true)

  const broken = panel.getByRole('switch', { name: /Broken/ })
  await broken.click()
  await expect(desk.page.getByText(/No network since/)).toBeVisible({ timeout: 20_000 })
  await broken.click()
  await expect(desk.page.getByText('Connected')).toBeVisible({ timeout: 20_000 })

  const { violations } = await new AxeBuilder({ page: panel }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
})
