import { building } from '../fixtures/building.ts'
import { expect as expectDesk, test as deskTest } from './fixtures/index.ts'
import { doorNamed, expect, test } from './fixtures/panel.ts'

test('the plan shows a forced door where it is, as it happens', async ({ panel, simulator }) => {
  const door = await doorNamed(simulator, 'Meeting rooms')
  await simulator.post(`locks/${door.id}/force`)
  const floors = panel.getByRole('group', { name: 'Floor' })
  await expect(floors.getByRole('img', { name: 'a forced door' })).toBeVisible()
  await floors.getByRole('button', { name: '1st' }).click()
  const tile = panel.getByRole('button', { name: 'Meeting rooms Forced open' })
  await expect(tile).toBeVisible()
  await simulator.post(`locks/${door.id}/contact`, { open: false })
  await expect(panel.getByRole('button', { name: 'Meeting rooms Locked' })).toBeVisible()
})

test('a card tapped on a reader opens the door, and a step of the clock locks it again', async ({
  panel,
  simulator,
}) => {
  await panel.getByRole('group', { name: 'Clock', exact: true }).getByRole('button', { name: 'Frozen' }).click()
  await expect(panel.getByText('stands still')).toBeVisible()
  await panel.getByRole('button', { name: 'Tap on the reader at Turnstile A' }).click()
  await expect(panel.getByRole('button', { name: /Turnstile A Unlocked to/ })).toBeVisible()
  await expect(panel.getByText(/^Let in .* by card$/)).toBeVisible()
  expect((await doorNamed(simulator, 'Turnstile A')).unlocked).toBe(true)
  await panel.getByRole('group', { name: 'Step the clock' }).getByRole('button', { name: '1 min' }).click()
  await expect(panel.getByRole('button', { name: 'Turnstile A Locked' })).toBeVisible()
  expect((await doorNamed(simulator, 'Turnstile A')).unlocked).toBe(false)
})

test('what hangs on the chosen door is flipped by hand', async ({ panel, simulator }) => {
  await panel
    .getByRole('button', { name: /Front entrance/ })
    .first()
    .click()
  const contact = panel.getByRole('group', { name: 'Contact', exact: true })
  await contact.getByRole('button', { name: 'Open' }).click()
  await expect(panel.getByRole('button', { name: /Front entrance Forced open/ })).toBeVisible()
  await contact.getByRole('button', { name: 'Closed' }).click()
  await expect(panel.getByRole('button', { name: /Front entrance Locked/ })).toBeVisible()
  await panel.getByRole('switch', { name: 'Controller online' }).click()
  await expect(panel.getByRole('button', { name: /Front entrance Offline since/ })).toBeVisible()
  expect(((await simulator.get('doors')) as { controller: { online: boolean } }[])[0]?.controller.online).toBe(false)
})

test('a fault’s switch makes the API fail, and the log shows it with its bodies', async ({ panel, simulator }) => {
  await simulator.api('/locks')
  await panel.getByRole('switch', { name: '503 Unavailable' }).click()
  await expect(panel.getByRole('switch', { name: /503 Unavailable, Every request/ })).toBeChecked()
  await expect(simulator.api('/locks')).rejects.toThrow('503')
  const log = panel.getByRole('table', { name: /Requests/ })
  const struck = log.getByRole('row').filter({ hasText: '503' })
  await expect(struck).toHaveCount(1)
  await struck.getByRole('button').click()
  await expect(log.getByLabel('What was answered')).toContainText('"error"')
  await panel
    .getByRole('group', { name: 'Which of the log' })
    .getByRole('button', { name: /Faulted 1/ })
    .click()
  await expect(log.getByRole('row').filter({ hasText: '/locks' })).toHaveCount(1)
  await panel.getByRole('button', { name: 'All off' }).click()
  await expect(panel.getByRole('switch', { name: '503 Unavailable', exact: true })).not.toBeChecked()
  await simulator.api('/locks')
})

test('a fault is told exactly, and the log is filtered by what is in a body', async ({ panel, simulator }) => {
  await panel.getByRole('button', { name: 'New fault' }).click()
  const dialog = panel.getByRole('dialog', { name: 'New fault' })
  await dialog.getByLabel('What goes wrong').selectOption({ label: 'Reset half-way' })
  await dialog.getByLabel('Method').selectOption('GET')
  await dialog.getByLabel('Path, a star for anything').fill('places')
  await dialog.getByRole('button', { name: 'Add this fault' }).click()
  await expect(dialog.getByRole('alert')).toHaveText('A path begins with a slash, like /users.')
  await dialog.getByLabel('Path, a star for anything').fill('/places')
  await dialog.getByLabel('So many times').fill('2')
  await dialog.getByRole('button', { name: 'Add this fault' }).click()
  await expect(dialog).toBeHidden()
  await expect(panel.getByText('GET /places, 2 left.')).toBeVisible()
  await expect(simulator.api('/places')).rejects.toThrow()
  await expect(panel.getByText('GET /places, 1 left. Fired once')).toBeVisible()

  await simulator.api('/locks')
  await expect(simulator.api('/users/1')).rejects.toThrow('404')
  await panel.getByRole('textbox', { name: 'Filter the log' }).fill('not found')
  const lines = panel.getByRole('table', { name: /Requests/ }).getByRole('row')
  await expect(lines).toHaveCount(2)
  await expect(lines.nth(1)).toContainText('/users/1')
})

test('the log stands still when it is stopped, and catches up after', async ({ panel, simulator }) => {
  await simulator.api('/locks')
  const lines = panel.getByRole('table', { name: /Requests/ }).getByRole('row')
  await expect(lines).toHaveCount(2)
  await panel.getByRole('button', { name: 'Stop the log' }).click()
  await simulator.api('/places')
  await expect(panel.getByRole('button', { name: '1 more' })).toBeVisible()
  await expect(lines).toHaveCount(2)
  await panel.getByRole('button', { name: 'Let the log go on' }).click()
  await expect(lines).toHaveCount(3)
  await expect(lines.nth(1)).toContainText('/places')
})

test('a snapshot is gone back to', async ({ panel, simulator }) => {
  await panel.getByRole('button', { name: 'Snapshot', exact: true }).click()
  await expect(panel.getByText('The world is kept as snapshot-1.')).toBeVisible()
  const door = await doorNamed(simulator, 'Post room')
  await simulator.post(`locks/${door.id}/force`)
  await expect(panel.getByRole('button', { name: /Post room Forced open/ })).toBeVisible()
  await panel.getByRole('button', { name: 'Go back to a snapshot' }).click()
  await panel.getByRole('menuitem', { name: /snapshot-1/ }).click()
  await expect(panel.getByRole('button', { name: 'Post room Locked' })).toBeVisible()
  expect((await doorNamed(simulator, 'Post room')).alarm).toBeNull()
})

test('somebody is found by name or card, and what they would open follows what they may', async ({
  panel,
  simulator,
}) => {
  const card = await building(simulator).memberCard('Saskia van den Heuvel')
  const search = panel.getByRole('combobox', { name: 'Search people and cards' })
  await search.fill(card.number)
  await panel.getByRole('option', { name: /Saskia van den Heuvel/ }).click()
  const person = panel.getByRole('region', { name: 'Person' })
  await expect(person.getByRole('heading', { name: 'Saskia van den Heuvel' })).toBeVisible()
  const would = person.getByRole('list', { name: 'Would open now' })
  await expect(would).toContainText('Front entrance')
  await person.getByRole('button', { name: 'Suspend' }).click()
  await expect(would).toContainText('suspended')
  await panel.getByRole('button', { name: 'Tap on the reader at Turnstile A' }).click()
  await expect(panel.getByText(/^Refused .*: suspended$/)).toBeVisible()
  await person.getByRole('button', { name: 'Let in again' }).click()
  await expect(would).not.toContainText('suspended')
})

test('says so when the simulator has gone', async ({ panel, simulator }) => {
  await simulator.stop()
  await expect(panel.getByRole('alert')).toContainText('The simulator has not answered since')
})

deskTest(
  'what is done in the panel reaches the desk: a tap on its reader, a pulled network',
  async ({ desk, simulator }) => {
    const panel = await desk.page.context().newPage()
    await panel.goto(simulator.panel)
    const tap = panel.getByRole('button', { name: /Tap the card in hand on/ })
    await expectDesk(tap).toBeEnabled({ timeout: 30_000 })
    await tap.click()
    await expectDesk(panel.getByText(/^Tapped on /)).toBeVisible()
    await expectDesk(desk.page.getByText(/Saskia van den Heuvel/).first()).toBeVisible({ timeout: 20_000 })
    const offline = panel.getByRole('switch', { name: 'Offline', exact: true })
    await offline.click()
    await expectDesk(offline).toBeChecked()
    await expectDesk(desk.page.getByText(/No network since/)).toBeVisible({ timeout: 20_000 })
    await offline.click()
    await expectDesk(desk.page.getByText('Connected')).toBeVisible({ timeout: 20_000 })
  },
)
