import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createLogFile } from '../../../../../electron/desk/support/log-file.ts'
import { temporaryFolder } from '../../../../fixtures/store.ts'

const clock = { now: () => 0, monotonic: () => 0 }
const largest = 4 * 1024 * 1024

it('puts a full file aside and keeps one older one', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'desk.log'), 'x'.repeat(largest - 10))
  const log = createLogFile(folder, clock)
  log.info('a.first')
  log.info('a.second')
  expect(readFileSync(join(folder, 'desk.log'), 'utf8').trim().split('\n')).toHaveLength(2)
  expect(statSync(join(folder, 'desk.1.log')).size).toBe(largest - 10)
})

it('stays small also where the older file cannot be put aside', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'desk.1.log', 'in-the-way'), { recursive: true })
  writeFileSync(join(folder, 'desk.log'), 'x'.repeat(largest))
  const log = createLogFile(folder, clock)
  log.info('a.line')
  expect(statSync(join(folder, 'desk.log')).size).toBeLessThan(200)
})

it('is survived by a folder that is gone', () => {
  const folder = join(temporaryFolder(), 'file')
  writeFileSync(folder, '')
  createLogFile(join(folder, 'logs'), clock).error('a.line')
  expect(existsSync(join(folder, 'logs'))).toBe(false)
})
