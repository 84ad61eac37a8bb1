import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy, resolveContent } from '../../../../electron/web/content.ts'

const root = resolve('/srv/renderer')

describe('resolveContent', () => {
  it('finds files below the root, and index.html for a folder', () => {
    expect(resolveContent(root, '/assets/a-1.js')).toEqual({
      path: join(root, 'assets', 'a-1.js'),
      type: 'text/javascript; charset=utf-8',
    })
    expect(resolveContent(root, '/')?.path).toBe(join(root, 'index.html'))
  })

  it.each([
    '/../secrets.json',
    '/assets/../../secrets.json',
    '/%2e%2e/secrets.json',
    '/%2e%2e%2fsecrets.json',
    '/..%5csecrets.json',
    '/..\\secrets.json',
    '/../renderer-other/index.html',
    '/%00.html',
    '/%zz.html',
  ])('refuses %s', (pathname) => {
    expect(resolveContent(root, pathname)).toBeNull()
  })

  it.each(['/desk.db', '/index', '/run.sh', '/index.html.map'])('does not serve the file type of %s', (pathname) => {
    expect(resolveContent(root, pathname)).toBeNull()
  })

  it('keeps a path that looks absolute below the root', () => {
    expect(resolveContent(root, '//etc/index.html')?.path).toBe(join(root, 'etc', 'index.html'))
  })
})

describe('the content security policy', () => {
  it('allows nothing unsafe, no wildcard and no remote source', () => {
    expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|https?:/)
    expect(contentSecurityPolicy).toMatch(/^default-src 'none'; /)
    expect(contentSecurityPolicy).toContain("require-trusted-types-for 'script'; trusted-types vue")
  })
})
