import { afterEach, beforeEach, expect, it } from 'vitest'
import { openKit, type Json, type Kit } from '../../conformance/kit.ts'
import { caseOf, facts } from '../../conformance/walk.ts'
import { open } from './support.ts'

let kit: Kit
beforeEach(async () => {
  kit = await openKit()
})
afterEach(() => kit.close())

const NONSENSE: readonly Json[] = [
  ...['constructor', '__proto__', '', '2027-13-45', '\u0000', 'x'.repeat(3000)],
  ...[-1, 0, 1.5, 1e300, 77777777, true, null, [], {}, [[]], { resource_type: 'User' }],
]

it('refuses nonsense in every field of every body, and never with a 500', async () => {
  for (const documented of facts.operations.filter((each) => each.required)) {
    const [method = ''] = documented.operation.split(' ')
    for (const nonsense of NONSENSE) {
      const request = await caseOf(documented).ok(kit)
      const [root = '', fields = {}] = Object.entries(request.body ?? { lock: { name: '' } })[0] ?? []
      const all = Object.fromEntries(Object.keys(fields as Json).map((key) => [key, nonsense]))
      for (const body of [
        { [root]: all },
        { [root]: nonsense },
        { ...request.body, token: nonsense, context: nonsense },
      ]) {
        const { status } = await kit.send(method, { ...request, body })
        expect(status, `${documented.operation} ${JSON.stringify(body).slice(0, 80)}`).toBeLessThan(500)
      }
    }
  }
})

it('refuses nonsense in every query parameter, and never with a 500', async () => {
  for (const documented of facts.operations.filter((each) => each.query)) {
    const [method = ''] = documented.operation.split(' ')
    const request = await caseOf(documented).ok(kit)
    for (const marked of Object.keys(documented.query ?? {})) {
      const name = marked.replace('*', '')
      for (const nonsense of [
        'constructor',
        '',
        '-1',
        '1e9',
        '99999999999999999999',
        '%',
        'a,b,,c',
        '2027-13-45/P1D',
        '\u0000',
      ]) {
        const query = { ...request.query, [name]: nonsense }
        const { status } = await kit.send(method, { ...request, query })
        expect(status, `${documented.operation} ${name}=${nonsense}`).toBeLessThan(500)
      }
    }
  }
})

it('refuses ids that are none, in every path, as it refuses an unknown one', async () => {
  for (const documented of facts.operations.filter((each) => each.operation.includes('{id}'))) {
    const [method = '', path = ''] = documented.operation.split(' ')
    for (const nonsense of ['0', '-1', 'constructor', '1.5', '99999999999999999999', '%00', 'a%2Fb']) {
      const { status } = await kit.send(method, {
        path: path.replace('{id}', nonsense),
        body: method === 'GET' ? undefined : {},
      })
      expect(status, `${documented.operation} ${nonsense}`).toBe(404)
    }
  }
})

it('gives byte-identical answers to the same calls of the same seed and clock', async () => {
  const time = () => Date.parse('2027-01-06T11:00:00Z')
  async function answers(): Promise<string[]> {
    const desk = await open({ time, timers: false, seed: 11 })
    const texts: string[] = []
    const call = async (method: string, path: string, body?: unknown) =>
      texts.push((await desk.call(method, path, body)).text)
    const guest = { resource_type: 'Guest', name: 'Ann', email: null, phone_number: null }
    const [group] = desk.simulator.world.all('groups')
    await call('POST', '/invites', {
      invite: {
        invites_to_type: 'Group',
        invites_to_id: group?.id,
        invitee: guest,
        role_assignment: {},
        access_key: {},
      },
    })
    await call('POST', '/users', { user: { email: 'ann@example.com' } })
    await call('POST', '/signed_upload_urls', { signed_upload_url: { file_name: 'a.csv' } })
    for (const family of ['controllers', 'readers', 'members', 'cards?limit=250']) await call('GET', `/${family}`)
    const own = desk.simulator.url
    await desk.close()
    return texts.map((text) => text.replaceAll(own, ''))
  }
  expect(await answers()).toEqual(await answers())
})
