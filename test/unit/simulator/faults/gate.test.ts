import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { createFaults } from '../../../../simulator/faults/faults.ts'
import { createGate } from '../../../../simulator/faults/gate.ts'
import { createRequestLog } from '../../../../simulator/faults/request-log.ts'

let server: Server
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** A server of that one answer, behind a gate. */
async function open(serve: RequestListener) {
  const clock = { now: () => 0, iso: () => '1970-01-01T00:00:00.000Z' }
  const faults = createFaults({ seed: 7, clock })
  const complain = vi.fn()
  const gate = createGate({ faults, log: createRequestLog(), clock, complain })
  server = createServer((request, response) => gate.pass(request, response, () => serve(request, response)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { faults, complain, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

const BODY = JSON.stringify({ name: 'Zoë', created_at: '2027-01-06T11:00:00.000Z' })

it.each<[string, RequestListener]>([
  ['at once', (_request, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(BODY)],
  [
    'in latin1 with a message and a flat list of headers',
    (_request, response) =>
      response
        .writeHead(200, 'Fine', ['content-type', 'application/json'])
        .end(Buffer.from(BODY).toString('latin1'), 'latin1'),
  ],
  [
    'in parts, by setHeader and without writeHead',
    (_request, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.flushHeaders()
      response.write(BODY.slice(0, 5))
      response.write(Buffer.from(BODY.slice(5)), () => response.end())
    },
  ],
])('alters an answer however it was written: %s', async (_how, serve) => {
  const { faults, url } = await open(serve)
  faults.add({ kind: 'wrong_clock', shift_seconds: 3600 })
  const answer = await fetch(url)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('date')).toBe('Thu, 01 Jan 1970 01:00:00 GMT')
  expect(await answer.json()).toEqual({ name: 'Zoë', created_at: '2027-01-06T12:00:00.000Z' })
})

it('leaves requests alone that nothing strikes', async () => {
  const { faults, url } = await open((_request, response) => response.end('as it is'))
  expect(await (await fetch(url)).text()).toBe('as it is')
  faults.add({ kind: 'status', path: '/elsewhere' })
  expect(await (await fetch(url)).text()).toBe('as it is')
})

it('gives up one connection, and says so, when a fault goes wrong on what was no JSON though it said so', async () => {
  const { faults, url, complain } = await open((_request, response) =>
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{'),
  )
  faults.add({ kind: 'extra_fields', count: 1 })
  await expect(fetch(url)).rejects.toThrow()
  expect(complain).toHaveBeenCalledTimes(1)
  expect(await (await fetch(url)).text()).toBe('{')
})

it('drips without leaving listeners behind', async () => {
  const warned = vi.spyOn(process, 'emitWarning')
  const { faults, url } = await open((_request, response) => response.end('x'.repeat(120)))
  faults.add({ kind: 'slow_drip', bytes_per_second: 160 })
  expect(await (await fetch(url)).text()).toHaveLength(120)
  await new Promise(setImmediate)
  expect(warned).not.toHaveBeenCalled()
  warned.mockRestore()
})
