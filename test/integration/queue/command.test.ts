import { mkdirSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { runQueueCommand } from '../../../electron/desk/queue-command/command.ts'
import { recordsFolder } from '../../../electron/desk/queue-command/records-folder.ts'
import { judge } from '../../../electron/desk/judge.ts'
import { migrations } from '../../../electron/desk/schema.ts'
import { createQueue } from '../../../electron/queue/queue.ts'
import { openSealKey } from '../../../electron/queue/seal-key.ts'
import { openStore } from '../../../electron/store/store.ts'
import { grant, refused, revoke } from '../../fixtures/queue.ts'
import { temporaryFolder } from '../../fixtures/store.ts'

async function ask(...argv: string[]): Promise<{ code: number; out: string; error: string }> {
  let out = ''
  let error = ''
  const code = await runQueueCommand(argv, { out: (text) => (out += text), error: (text) => (error += text) })
  return { code, out, error }
}

/** Records with a grant and a revoke that Kisi refused, and one that waits behind the grant. */
async function records(): Promise<{ folder: string; close(): Promise<void> }> {
  const folder = temporaryFolder()
  const store = openStore({ file: join(folder, 'desk.db'), migrations, now: Date.now() })
  const queue = createQueue({
    store,
    sealKey: openSealKey(join(folder, 'queue.key')),
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    random: () => 0,
    randomId: randomUUID,
    log: { info: () => undefined, error: () => undefined },
    judge,
    onChange: () => undefined,
  })
  const send = async (): Promise<never> => {
    throw refused()
  }
  for (const kind of ['right.give', 'right.take', 'card.give'] as const) queue.register({ kind, send })
  queue.enqueue(grant('right'))
  queue.enqueue(grant('card', { kind: 'card.give' }))
  queue.enqueue(revoke('close b', { visitId: 'b', entities: ['visit:b'] }))
  queue.start()
  await vi.waitFor(() => expect(queue.counts()).toEqual({ waiting: 1, needsPerson: 2 }))
  return {
    folder,
    async close() {
      await queue.close()
      store.close()
    },
  }
}

it('lists, shows and exports beside a running desk, and changes nothing there', async () => {
  const { folder, close } = await records()
  const list = await ask('--data', folder, 'list')
  expect(list.code).toBe(0)
  expect(list.out.split('\n').map((line) => line.split('\t').slice(0, 4))).toEqual([
    ['1', 'failed', 'grant', 'right.give'],
    ['2', 'queued', 'grant', 'card.give'],
    ['3', 'failed', 'revoke', 'right.take'],
    [''],
  ])
  expect(JSON.parse((await ask('--data', folder, 'show', '1')).out)).toMatchObject({
    key: 'right',
    problem: 'Kisi refused it: the name is taken.',
    history: [{ state: 'processing' }, { state: 'failed' }],
  })
  const lines = (await ask('--data', folder, 'export')).out.trim().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { key: string }).key)).toEqual(['right', 'card', 'close b'])
  for (const deed of ['retry', 'cancel']) {
    expect(await ask('--data', folder, deed, '1')).toMatchObject({
      code: 1,
      error: expect.stringMatching(/already running/),
    })
  }
  await close()
})

it('retries and cancels by the rules of the desk when it is closed', async () => {
  const { folder, close } = await records()
  await close()
  expect(await ask('--data', folder, 'retry', '3')).toEqual({ code: 0, out: '3\tqueued\n', error: '' })
  expect(await ask('--data', folder, 'cancel', '3')).toMatchObject({
    code: 1,
    error: expect.stringMatching(/never dropped/),
  })
  expect(await ask('--data', folder, 'cancel', '99')).toMatchObject({
    code: 1,
    error: expect.stringMatching(/not in the list/),
  })
  expect((await ask('--data', folder, 'list')).out).toContain('3\tqueued')
})

it.each([
  [[]],
  [['list']],
  [['--data', 'x', 'dance']],
  [['--data', 'x', 'show']],
  [['--data', 'x', 'show', 'one']],
  [['--data', 'x', 'list', '1']],
])('answers %j with how it is used', async (argv) => {
  expect(await ask(...argv)).toMatchObject({ code: 2, error: expect.stringMatching(/npm run queue/) })
})

it('says when there are no records', async () => {
  expect(await ask('--data', temporaryFolder(), 'list')).toMatchObject({
    code: 1,
    error: expect.stringMatching(/no records in/),
  })
})

it('finds the records where npm start keeps them, and asks which where there are two', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'demo'))
  writeFileSync(join(folder, 'demo', 'desk.db'), '')
  expect(recordsFolder(folder)).toBe(join(folder, 'demo'))
  mkdirSync(join(folder, 'desk'))
  writeFileSync(join(folder, 'desk', 'desk.db'), '')
  expect(() => recordsFolder(folder)).toThrow(/two sets of records/)
  expect(recordsFolder(join(folder, 'desk'))).toBe(join(folder, 'desk'))
})
