import { join } from 'node:path'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'
import { complaintAbout } from '../../../scripts/lib/layers.mjs'
import { root } from '../../../scripts/lib/paths.mjs'

const complaint = (file: string, source: string) => complaintAbout(join(root, file), source)

describe('the layers', () => {
  it.each([
    ['electron/contract/visits.ts', './limits.ts'],
    ['electron/contract/visits.ts', 'zod'],
    ['electron/desk/visits/check-in.ts', '../../queue/queue.ts'],
    ['electron/shell/ipc.ts', 'electron'],
    ['electron/shell/ipc.ts', '../web/host.ts'],
    ['electron/main.ts', './shell/window.ts'],
    ['electron/preload.ts', './contract/names.ts'],
    ['renderer/stores/visits.ts', '../../electron/contract/index.ts'],
    ['renderer/reception/today/TodayScreen.vue', '../../ui/UiButton.vue'],
    ['renderer/ui/ToastSpot.vue', '../stores/toasts.ts'],
    ['simulator/cli.ts', './simulator.ts'],
    ['simulator/panel/app/main.ts', '../../../renderer/ui/UiButton.vue'],
    ['simulator/panel/app/styles.css', '../../../renderer/ui/styles/tokens.css'],
    ['simulator/panel/app/shapes.ts', '../../control/state.ts'],
    ['test/unit/electron/desk/desk.test.ts', '../../../../electron/desk/desk.ts'],
  ])('let %s import %s', (file, source) => {
    expect(complaint(file, source)).toBeNull()
  })

  it.each([
    ['electron/contract/visits.ts', '../desk/ports.ts', '“contract” may not import “desk”.'],
    ['electron/contract/visits.ts', '../../simulator/cli.ts', '“contract” may not import “simulator”.'],
    ['electron/queue/queue.ts', '../desk/ports.ts', '“queue” may not import “desk”.'],
    ['electron/kisi/client.ts', '../store/store.ts', '“kisi” may not import “store”.'],
    ['electron/desk/desk.ts', '../shell/ipc.ts', '“desk” may not import “shell”.'],
    ['electron/desk/desk.ts', '../web/server.ts', '“desk” may not import “web”.'],
    ['electron/desk/desk.ts', 'electron', '“desk” may not import “electron”.'],
    ['electron/web/server.ts', 'electron', '“web” may not import “electron”.'],
    ['electron/web/server.ts', 'electron-store', '“web” may not import “electron-store”.'],
    ['electron/web/server.ts', '../shell/ipc.ts', '“web” may not import “shell”.'],
    ['electron/preload.ts', './desk/desk.ts', '“preload” may not import “desk”.'],
    ['renderer/main.ts', '../electron/desk/ports.ts', '“renderer” may not import “desk”.'],
    ['renderer/main.ts', '../electron/preload.ts', '“renderer” may not import “preload”.'],
    ['renderer/main.ts', 'electron/renderer', '“renderer” may not import “electron/renderer”.'],
    ['simulator/cli.ts', '../electron/contract/index.ts', '“simulator” may not import “contract”.'],
    ['electron/kisi/client.ts', '../../simulator/world/world.ts', '“kisi” may not import “simulator”.'],
    ['simulator/simulator.ts', './panel/app/main.ts', '“simulator” may not import “panel”.'],
    ['simulator/simulator.ts', '../renderer/ui/window.ts', '“simulator” may not import “ui”.'],
    ['simulator/panel/app/main.ts', '../../../renderer/stores/visits.ts', '“panel” may not import “renderer”.'],
    ['simulator/panel/app/main.ts', '../../../electron/contract/index.ts', '“panel” may not import “contract”.'],
    ['renderer/main.ts', '../simulator/panel/app/api.ts', '“renderer” may not import “panel”.'],
    [
      'electron/desk/desk.ts',
      '../../test/fixtures/fake-desk.ts',
      `“desk” may not import “${join('test', 'fixtures', 'fake-desk.ts')}”.`,
    ],
    [
      'simulator/cli.ts',
      '../scripts/lib/run.mjs',
      `“simulator” may not import “${join('scripts', 'lib', 'run.mjs')}”.`,
    ],
  ])('do not let %s import %s', (file, source, sentence) => {
    expect(complaint(file, source)).toBe(sentence)
  })
})

describe('eslint', () => {
  const lint = async (file: string, text: string) => {
    const [result] = await new ESLint({ cwd: root }).lintText(text, { filePath: join(root, file) })
    return result!.messages.map((message) => message.ruleId)
  }

  it.each([
    ['an import', "import { createDesk } from '../electron/desk/desk.ts'\ncreateDesk()\n"],
    [
      'an import of types',
      "import type { Desk } from '../electron/desk/desk.ts'\nexport const desk: Desk | null = null\n",
    ],
    ['an export', "export * from '../electron/desk/desk.ts'\n"],
    ['a dynamic import', "export const load = () => import('../electron/desk/desk.ts')\n"],
    ['an import type', "export type Desk = import('../electron/desk/desk.ts').Desk\n"],
  ])('fails the build for %s across a layer', async (_what, text) => {
    expect(await lint('renderer/main.ts', text)).toContain('desk/layers')
  })

  it('fails the build for it in a Vue component as well', async () => {
    const text = `<script setup lang="ts">\nimport '../../electron/desk/desk.ts'\n</script>\n\n<template>\n  <p />\n</template>\n`
    expect(await lint('renderer/ui/DeskTest.vue', text)).toEqual(['desk/layers'])
  })

  it('fails the build for any, and a comment cannot switch that off', async () => {
    const text = '// eslint-disable-next-line @typescript-eslint/no-explicit-any\nexport const value: any = 1\n'
    expect(await lint('simulator/value.ts', text)).toContain('@typescript-eslint/no-explicit-any')
  })

  it('has nothing against a file that keeps to the rules', async () => {
    const text = "import { limits } from '../electron/contract/limits.ts'\n\nexport const most = limits.page\n"
    expect(await lint('renderer/most.ts', text)).toEqual([])
  })
})
