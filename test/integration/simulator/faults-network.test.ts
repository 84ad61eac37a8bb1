import { connect, createServer } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { open, until, type Client } from './support.ts'

let desk: Client
beforeEach(async () => {
  desk = await open({ time: () => Date.parse('2027-01-06T11:00:00Z'), timers: false })
})
afterEach(() => desk.close())

const port = () => Number(new URL(desk.simulator.url).port)

/** How connecting ends: the system's code, or "connected". */
const connecting = (to = port()) =>
  new Promise<string>((resolve) => {
    const socket = connect(to, '127.0.0.1', () => {
      socket.destroy()
      resolve('connected')
    }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
  })

const post = async (controls: string, path: string, body: object) =>
  (await fetch(`${controls}/_sim${path}`, { method: 'POST', body: JSON.stringify(body) })).json()

it('refuses connections, has its controls behind another port, and comes back on the same one', async () => {
  const { controls } = (await desk.sim('POST', '/network', { state: 'refused' })).body
  expect(controls).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(controls).not.toBe(desk.simulator.url)
  expect(await connecting()).toBe('ECONNREFUSED')
  const state = await (await fetch(`${controls}/_sim/state`)).json()
  expect(state.network).toBe('refused')
  // Nobody gets at the API by the back door.
  await expect(fetch(`${controls}/user`)).rejects.toThrow()
  expect(await post(controls, '/network', { state: 'ok' })).toEqual({
    ok: true,
    state: 'ok',
    controls: desk.simulator.url,
  })
  expect(await connecting()).toBe('connected')
  expect((await desk.call('GET', '/user')).status).toBe(200)
  expect(await connecting(Number(new URL(controls).port))).toBe('ECONNREFUSED')
})

it('tears the calls that are under way, and keeps whoever stands at the controls', async () => {
  await desk.sim('POST', '/faults', { kind: 'timeout_before' })
  const call = expect(desk.call('GET', '/user')).rejects.toThrow()
  await until('the call', async () => (await desk.sim('GET', '/faults/log')).body.length === 1)
  const { controls } = (await desk.sim('POST', '/network', { state: 'refused' })).body
  await call
  await post(controls, '/network', { state: 'ok' })
})

it.each(['refused', 'broken'])('is %s for a time of the simulator’s clock', async (state) => {
  await desk.sim('POST', '/network', { state, seconds: 60 })
  await expect(desk.call('GET', '/user')).rejects.toThrow()
  desk.simulator.world.clock.advance(59_000)
  await expect(desk.call('GET', '/user')).rejects.toThrow()
  desk.simulator.world.clock.advance(1000)
  await until('the network', async () => (await desk.call('GET', '/user').catch(() => null))?.status === 200)
})

it('turns from any state to any other, as often as asked', async () => {
  let { url: controls } = desk.simulator
  for (const state of [
    'refused',
    'refused',
    'broken',
    'ok',
    'broken',
    'refused',
    'ok',
    'ok',
    'refused',
    'broken',
    'ok',
  ]) {
    const turned = (await post(controls, '/network', { state })) as { controls: string; state: string }
    controls = turned.controls
    expect(turned.state).toBe(state)
    expect(await connecting()).toBe(state === 'refused' ? 'ECONNREFUSED' : 'connected')
  }
  expect((await desk.call('GET', '/user')).status).toBe(200)
})

it('says so when somebody else took the port meanwhile, and comes back when it is free', async () => {
  const { controls } = (await desk.sim('POST', '/network', { state: 'refused' })).body
  const squatter = createServer()
  await new Promise<void>((resolve) => squatter.listen(port(), '127.0.0.1', resolve))
  expect(await post(controls, '/network', { state: 'ok' })).toEqual({
    error: expect.stringMatching(/^The network stays refused: .*EADDRINUSE/),
  })
  await new Promise((resolve) => squatter.close(resolve))
  await post(controls, '/network', { state: 'ok' })
  expect((await desk.call('GET', '/user')).status).toBe(200)
})

it('closes while it is refused', async () => {
  const other = await open()
  await other.sim('POST', '/network', { state: 'refused' })
  await other.close()
})
