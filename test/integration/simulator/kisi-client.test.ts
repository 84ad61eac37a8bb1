import { createRequire } from 'node:module'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { open, type Client } from './support.ts'

interface KisiClient {
  signIn(user: { domain: string; email: string; password: string }): Promise<{ secret: string }>
  signOut(): Promise<unknown>
  setLoginSecret(secret: string): void
  get(path: string, params?: object): Promise<Listed>
  post(path: string, data?: object): Promise<{ id: number; message?: string }>
  put(path: string, data?: object): Promise<unknown>
  delete(path: string): Promise<unknown>
}
interface Listed {
  pagination: { offset: number; limit: number; count: number }
  data: { id: number; name: string; placeId?: number }[]
}
// The published client is CommonJS behind an `exports` map, and has no types.
const { default: Kisi } = createRequire(import.meta.url)('kisi-client') as {
  default: new (config: object) => KisiClient
}

let desk: Client
beforeEach(async () => {
  desk = await open()
})
afterEach(() => desk.close())

it('is spoken to by Kisi’s own client unchanged: sign in, list, create, unlock, errors, sign out', async () => {
  const { demo } = (await desk.sim('GET', '/state')).body.keys
  const kisi = new Kisi({ baseURL: desk.simulator.url })
  await kisi.signIn({ domain: 'harbour-house', email: demo.user.email, password: demo.password })

  const page = await kisi.get('users', { limit: 10, offset: 20, sort: 'name' })
  expect(page.pagination).toEqual({ offset: 20, limit: 10, count: 60 })
  expect(page.data).toHaveLength(10)
  expect((await kisi.get('guests')).pagination).toEqual({ offset: 0, limit: 0, count: 0 })

  const guest = await kisi.post('guests', { guest: { name: 'Ann', phoneNumber: null } })
  expect((await kisi.get('guests', { query: 'ann' })).data).toMatchObject([{ id: guest.id }])
  const group = await kisi.post('groups', { group: { name: 'Cleaners', placeId: 601 } })
  await kisi.put(`groups/${group.id}`, { group: { name: 'Cleaning', loginEnabled: false } })
  expect((await kisi.get('groups', { query: 'clean' })).data).toMatchObject([{ name: 'Cleaning', loginEnabled: false }])
  const [door] = (await kisi.get('locks', { query: 'front' })).data
  expect(door).toMatchObject({ placeId: 601 })
  expect((await kisi.post(`locks/${door?.id}/unlock`)).message).toBe('Unlocked!')

  await expect(kisi.post('guests', { guest: {} })).rejects.toMatchObject({
    status: 422,
    reason: { name: ["can't be blank"] },
  })
  await expect(kisi.get('locks/1')).rejects.toMatchObject({ status: 404, code: 'fad10e' })
  await kisi.delete(`guests/${guest.id}`)
  await kisi.signOut()
  await expect(kisi.get('users')).rejects.toMatchObject({ status: 401, code: 'afc496' })
})
