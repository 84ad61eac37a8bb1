import type { Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createHttpServer } from '../../../../simulator/api/http-server.ts'

let server: Server
beforeEach(async () => {
  server = createHttpServer(100)
  server.on('request', (request, response) => request.resume().on('end', () => response.end('served')))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** What the server says to somebody who writes that and then waits. */
function heard(text: string): Promise<string> {
  return new Promise((resolve) => {
    let said = ''
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()))
    socket.on('close', () => resolve(said))
  })
}

it.each([
  ['nothing', ''],
  ['half a header', 'GET /user HTTP/1.1\r\nHost: a\r\nX'],
  ['half a body', 'POST /guests HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{'],
  ['half a chunk', 'POST /guests HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{'],
])('lets go of whoever says %s and then no more', async (_what, text) => {
  const said = await heard(text)
  expect(said).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nConnection: close\r\n/)
  expect(said).toMatch(/\{"error":"Request Timeout\.","code":"ffffff"\}$/)
})

it('answers what is no HTTP in the shape of every other refusal', async () => {
  expect(await heard('nothing of the kind\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*"Bad Request\."/)
})
