import { afterEach, beforeEach, expect, it } from 'vitest'
import { open, type Client, type Parsed } from './support.ts'

let desk: Client
beforeEach(async () => {
  desk = await open()
})
afterEach(() => desk.close())

it.each(['demo', 'ordinary'] as const)('revokes, expires and restores the %s key', async (key) => {
  const { keys } = (await desk.sim('GET', '/state')).body
  const status = async () => {
    const { status, body } = await desk.call('GET', '/user', undefined, keys[key].api_key)
    return [status, body.code]
  }
  for (const turn of ['revoke', 'expire']) {
    expect((await desk.sim('POST', `/keys/${turn}`, { key })).status).toBe(200)
    expect(await status()).toEqual([401, 'afc496'])
    await desk.sim('POST', '/keys/restore', { key })
    expect(await status()).toEqual([200, undefined])
  }
})

it('lets a login that nobody uses expire, and no key that was made to stay', async () => {
  const [user] = desk.simulator.world.all('users')
  const login = (expire: boolean) =>
    desk.call('POST', '/logins', { login: { type: 'device', email: user?.email, expire } })
  const [passing, staying] = [await login(true), await login(false)]
  const status = async ({ body }: { body: Parsed }) => (await desk.call('GET', '/user', undefined, body.secret)).status
  desk.simulator.world.clock.advance(13 * 86_400_000)
  expect(await status(passing)).toBe(200)
  desk.simulator.world.clock.advance(15 * 86_400_000)
  expect(await status(passing)).toBe(401)
  expect(await status(staying)).toBe(200)
})
