import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerRequest } from '../../../../electron/shell/content.ts'
import { contentSecurityPolicy } from '../../../../electron/web/content.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'frontdesk-content-'))
  writeFileSync(join(root, 'index.html'), '<!doctype html>')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const ask = (url: string, method = 'GET') => answerRequest(root, new Request(url, { method }))

describe('desk://app/', () => {
  it('answers a page with the policy of both hosts', async () => {
    const response = await ask('desk://app/index.html')
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('<!doctype html>')
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('refuses other methods, other hosts and files that are not there, with the same headers', async () => {
    const answers = await Promise.all([
      ask('desk://app/index.html', 'POST'),
      ask('desk://other/index.html'),
      ask('desk://app/none.html'),
    ])
    expect(answers.map((response) => response.status)).toEqual([405, 404, 404])
    for (const { headers } of answers) expect(headers.get('content-security-policy')).toBe(contentSecurityPolicy)
  })
})
