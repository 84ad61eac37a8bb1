import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPanelBuild, type PanelBuild } from '../../../../simulator/panel/build.ts'
import { createPanelPage } from '../../../../simulator/panel/page.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'panel-build-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function buildWith(text: string) {
  const script = join(folder, 'build.mjs')
  writeFileSync(script, text)
  const said: string[] = []
  return { build: createPanelBuild({ script, say: (line) => said.push(line) }), said }
}

it('is prepared when its script has ended well, and passes on what that says', async () => {
  const { build, said } = buildWith(`process.stderr.write('Building the panel …\\n')`)
  expect(await build.prepare()).toBeNull()
  expect(said).toEqual(['Building the panel …'])
})

it('answers why it can’t be built', async () => {
  const { build } = buildWith(`process.stderr.write('A comma is missing.\\n'); process.exitCode = 1`)
  expect(await build.prepare()).toBe('A comma is missing.')
})

it('is built once for all who ask meanwhile, and looked at again by who asks later', async () => {
  const { build, said } = buildWith(`process.stderr.write('once\\n')`)
  await Promise.all([build.prepare(), build.prepare(), build.prepare()])
  expect(said).toEqual(['once'])
  await build.prepare()
  expect(said).toEqual(['once', 'once'])
})

it('ends with the simulator', async () => {
  const { build } = buildWith(`setInterval(() => undefined, 1000)`)
  const prepared = build.prepare()
  build.close()
  expect(await prepared).toBe('The panel can’t be built.')
})

const ask = async (prepare: PanelBuild['prepare']) => {
  const { app } = createPanelPage({ prepare, close: () => undefined }, 1)
  const environment = { incoming: { socket: { remoteAddress: '127.0.0.1' } } }
  return app.request('http://127.0.0.1:4000/', { headers: { host: '127.0.0.1:4000' } }, environment)
}

it('shows a line while it is being built, and asks again by itself', async () => {
  const answer = await ask(() => new Promise(() => undefined))
  expect(answer.headers.get('refresh')).toBe('1')
  expect(await answer.text()).toContain('The panel is being built. This takes a few seconds.')
})

it('shows why it can’t be built, as text and nothing else', async () => {
  const answer = await ask(async () => 'Unexpected <script>')
  expect(answer.status).toBe(500)
  expect(await answer.text()).toContain('Unexpected &lt;script>')
})
