import { building } from '../fixtures/building.ts'
import { expect, test, type Desk } from './fixtures/index.ts'

test.describe.configure({ timeout: 120_000 })

/** The demo's expected visitors are on the list: the desk knows people, groups and doors. */
async function settled(desk: Desk): Promise<void> {
  await expect(desk.page.getByText('Nguyễn Thị Minh Khai')).toBeVisible({ timeout: 30_000 })
}

/** A walk-in by keyboard alone, up to the moment before the card. */
async function typeWalkIn(desk: Desk, name: string, email: string): Promise<void> {
  const { page } = desk
  await page.keyboard.press('n')
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type(name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(email)
  const host = page.getByRole('combobox', { name: 'To see' })
  for (let step = 0; step < 8 && !(await host.evaluate((element) => element === document.activeElement)); step++) {
    await page.keyboard.press('Tab')
  }
  await expect(host).toBeFocused()
  await page.keyboard.type('tomasz wis')
  await expect(page.getByRole('option', { name: /Tomasz Wiśniewski/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(host).toHaveValue('Tomasz Wiśniewski')
}

async function list(desk: Desk, name: RegExp): Promise<void> {
  await desk.page.getByRole('group', { name: 'Which visits' }).getByRole('button', { name }).click()
}

test('a visitor walks in, gets a key, opens a door, leaves; and the network goes and comes back', async ({
  desk,
  simulator,
}) => {
  const { page } = desk
  const house = building(simulator)
  const [lobby, serverRoom] = [await house.door('Front entrance'), await house.door('Server room')]
  const card = await house.stockCard()
  await settled(desk)

  await test.step('the receptionist types, taps a card and checks in, by keyboard alone', async () => {
    await typeWalkIn(desk, 'Amara Okonkwo-Delacroix', 'amara@example.com')
    await page.getByRole('button', { name: 'Another time' }).focus()
    await page.keyboard.press('Enter')
    await house.tapAtDesk(card.tag)
    await expect(
      page.getByText(`Card ${card.number} is ready`).or(page.getByText(`Card ${card.number} goes to`)),
    ).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await list(desk, /On site/)
    await expect(page.getByRole('button', { name: /^Check out Amara/ }).first()).toBeVisible()
  })

  await test.step('the card opens the lobby and not the server room, and the receptionist sees it', async () => {
    await expect.poll(async () => (await house.holder('Amara Okonkwo-Delacroix'))?.cards[0]?.status).toBe('activated')
    expect(await house.tapAtDoor(lobby, card.tag)).toBe(true)
    expect(await house.tapAtDoor(serverRoom, card.tag)).toBe(false)
    const tile = page.getByRole('region', { name: 'Doors at this desk' })
    await expect(tile.getByText(/Amara Okonkwo-Delacroix, \d\d:\d\d/).first()).toBeVisible()
  })

  await test.step('without the network another visitor is checked in, unlocking is refused, the first leaves', async () => {
    await house.breakNetwork()
    await expect(page.getByText(/No network since/)).toBeVisible({ timeout: 20_000 })
    await typeWalkIn(desk, 'Ivo Dragomirov', 'ivo@example.com')
    await page.keyboard.press('Control+Enter')
    await list(desk, /On site/)
    await page
      .getByRole('button', { name: /^Check out Amara/ })
      .first()
      .click()
    await list(desk, /Left/)
    await expect(page.getByText('Closing').first()).toBeVisible()
    await expect(page.getByRole('button').filter({ hasText: 'No network' })).toContainText('changes waiting')
    const unlock = await desk.call('doors.unlock', { doorId: lobby, requestId: crypto.randomUUID() })
    expect(unlock).toMatchObject({ ok: false, error: { code: 'offline' } })
  })

  await test.step('the desk is killed and started again, and has lost nothing', async () => {
    await desk.kill('SIGKILL')
    await desk.restart()
    await desk.ready()
    await expect(desk.page.getByRole('button').filter({ hasText: 'changes waiting' }).first()).toBeVisible()
    await house.forgetRequests()
  })

  await test.step('the network returns: first the revoke, then the grant, each once, with receipts', async () => {
    await house.healNetwork()
    await list(desk, /Left/)
    await expect(desk.page.getByText(/^Closed \d\d:\d\d$/).first()).toBeVisible({ timeout: 40_000 })
    await expect.poll(async () => (await house.holder('Ivo Dragomirov'))?.rights.length, { timeout: 20_000 }).toBe(1)
    expect(await house.writes()).toEqual([
      'DELETE /role_assignments/:id',
      'DELETE /card_assignments/:id',
      'POST /guests',
      'POST /role_assignments',
    ])
    expect(await house.tapAtDoor(lobby, card.tag)).toBe(false)
    await desk.page
      .getByRole('link', { name: 'Waiting' })
      .or(desk.page.getByRole('button', { name: /^Waiting/ }))
      .first()
      .click()
    await expect(desk.page.getByText('Closed to Amara Okonkwo-Delacroix')).toBeVisible()
    await expect(desk.page.getByText(/Right gone, card \d{10} back in stock/)).toBeVisible()
  })
})

test('what was typed stays when the desk refuses it, and the field says why', async ({ desk }) => {
  const { page } = desk
  await settled(desk)
  await typeWalkIn(desk, '<script>alert(1)</script>', 'not an address')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('<script>alert(1)</script>')
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveAttribute('aria-invalid', 'true')
  await page.keyboard.press('Escape')
  await page.keyboard.press('n')
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('<script>alert(1)</script>')
})
