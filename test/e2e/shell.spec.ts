import { contentSecurityPolicy } from '../../electron/web/content.ts'
import { expect, test } from './fixtures/index.ts'

test.describe('in both hosts', () => {
  test('the page is ours, under the one content security policy, without a complaint', async ({ desk }) => {
    const complaints: string[] = []
    desk.page.on('console', (message) => {
      if (/Content Security Policy|Trusted ?(Type|HTML|Script)/i.test(message.text())) complaints.push(message.text())
    })
    const response = await desk.page.reload()
    expect(response?.headers()['content-security-policy']).toBe(contentSecurityPolicy)
    expect(response?.headers()['x-content-type-options']).toBe('nosniff')
    await expect(desk.page.locator('main').first()).toBeVisible()
    expect(complaints).toEqual([])
  })

  test('the page has no way to Node, and only three names on the bridge', async ({ desk }) => {
    const seen = await desk.page.evaluate(() => {
      const page = window as unknown as Record<string, unknown>
      return {
        node: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
          (name) => name in page,
        ),
        bridge: Object.keys((page['desk'] as object | undefined) ?? {}),
      }
    })
    expect(seen).toEqual({ node: [], bridge: desk.host === 'electron' ? ['host', 'call', 'on'] : [] })
  })

  test('the page cannot run text as code, nor write text as markup', async ({ desk }) => {
    const results = await desk.page.evaluate(() => {
      const attempt = (run: () => unknown): string => {
        try {
          run()
          return 'done'
        } catch (error) {
          return (error as Error).name
        }
      }
      const script = document.createElement('script')
      const attempts = () => [
        attempt(() => Reflect.construct(Function, ['return 1'])),
        attempt(() => (document.body.innerHTML = '<b>x</b>')),
        attempt(() => (script.src = 'https://example.com/x.js')),
      ]
      // Inside `evaluate` itself the policy does not hold for code from text; in a task of the page's own it does.
      return new Promise<string[]>((resolve) => setTimeout(() => resolve(attempts()), 0))
    })
    expect(results).toEqual(['EvalError', 'TypeError', 'TypeError'])
  })

  test('the page reaches no other server', async ({ desk }) => {
    for (const url of ['https://example.com/', 'http://127.0.0.1:9/', 'ws://example.com/', 'file:///etc/passwd']) {
      const result = await desk.page.evaluate(async (address) => {
        try {
          if (address.startsWith('ws')) {
            return await new Promise((resolve) => {
              const socket = new WebSocket(address)
              socket.onopen = () => resolve('reached')
              socket.onerror = () => resolve('refused')
            })
          }
          await fetch(address, { mode: 'no-cors' })
          return 'reached'
        } catch {
          return 'refused'
        }
      }, url)
      expect([url, result]).toEqual([url, 'refused'])
    }
  })

  test('a call that is not in the contract is refused', async ({ desk }) => {
    expect(await desk.call('desk.stop')).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(await desk.call('constructor')).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  test('a call that is too large is refused', async ({ desk }) => {
    const answer = await desk.call('visits.search', { query: 'x'.repeat(70_000) })
    expect(answer).toMatchObject({ ok: false, error: { code: 'too_much' } })
  })

  test('the desk comes back after kill -9', async ({ desk }) => {
    await desk.kill('SIGKILL')
    await desk.restart()
    await desk.ready()
    await expect(desk.page.locator('main').first()).toBeVisible()
  })
})
