import { request } from 'node:http'
import { expect, test } from './fixtures/index.ts'

/** One HTTP request with exactly these headers. */
function statusOf(port: number, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end('{}')
  })
}

test.describe('in the browser host', () => {
  test('nothing answers without the token, with a foreign origin, or under another name', async ({ desk }) => {
    const { port, token } = desk.address!
    const own = { host: `127.0.0.1:${port}`, authorization: `Bearer ${token}` }
    const path = '/rpc/desk.status'
    expect(await statusOf(port, path, own)).toBe(200)
    expect(await statusOf(port, path, { host: own.host })).toBe(401)
    expect(await statusOf(port, path, { ...own, authorization: 'Bearer wrong' })).toBe(401)
    expect(await statusOf(port, path, { ...own, origin: 'https://example.com' })).toBe(403)
    expect(await statusOf(port, path, { ...own, host: 'desk.example' })).toBe(403)
  })

  test('a page without the token shows nothing of the desk', async ({ desk }) => {
    const stranger = await desk.page.context().browser()!.newPage()
    await stranger.goto(`http://127.0.0.1:${desk.address!.port}/`)
    const status = await stranger.evaluate(async () => (await fetch('/rpc/desk.status', { method: 'POST' })).status)
    expect(status).toBe(401)
    await stranger.close()
  })

  test('the token leaves the address bar', async ({ desk }) => {
    await expect.poll(() => desk.page.url()).not.toContain(desk.address!.token)
  })
})
