import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { countPlaywright, countVitest, lanes, suites } from '../../../scripts/lib/suites.mjs'

it('runs every suite in one lane', () => {
  expect(lanes.flat().sort()).toEqual(Object.keys(suites).sort())
})

describe('countVitest', () => {
  const file = (status: string, ...tests: string[]) => ({
    status,
    assertionResults: tests.map((one) => ({ status: one })),
  })

  it('takes the numbers of the report', () => {
    const report = {
      numPassedTests: 5,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [file('failed', 'failed')],
    }
    expect(countVitest(report, 1)).toEqual({ passed: 5, failed: 1, skipped: 3 })
  })

  it('counts a file that could not be loaded as one failed test', () => {
    const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, testResults: [file('failed')] }
    expect(countVitest(report, 1)).toEqual({ passed: 5, failed: 1, skipped: 0 })
  })

  it('counts a run without a report, without a test, or with a bad ending as failed', () => {
    expect(countVitest(null, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(countVitest({ numPassedTests: 0, testResults: [] }, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(countVitest({ numPassedTests: 3, testResults: [] }, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 })
  })
})

describe('countPlaywright', () => {
  it('counts a test that only passed on a second try as failed', () => {
    const report = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 } }
    expect(countPlaywright(report, 1)).toEqual({ passed: 4, failed: 2, skipped: 2 })
  })

  it('counts a run without a report as failed', () => {
    expect(countPlaywright(null, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('the test runtime’s substitute for better-sqlite3', () => {
  const { wrapDatabase } = createRequire(import.meta.url)('../../../scripts/electron-test-runtime/database.cjs') as {
    wrapDatabase: (database: unknown) => new (path: string) => {
      exec(sql: string): void
      prepare(sql: string): {
        run(...p: unknown[]): unknown
        get(...p: unknown[]): unknown
        all(): unknown
        iterate(): Iterable<unknown>
      }
      close(): void
    }
  }

  it('answers plain rows, as better-sqlite3 does', () => {
    const Database = wrapDatabase(createRequire(import.meta.url)('libsql'))
    const database = new Database(':memory:')
    database.exec('CREATE TABLE t (a)')
    database.prepare('INSERT INTO t VALUES (?)').run(1)
    const select = database.prepare('SELECT a FROM t')
    expect(select.get()).toEqual({ a: 1 })
    expect(select.all()).toEqual([{ a: 1 }])
    expect([...select.iterate()]).toEqual([{ a: 1 }])
    expect(database.prepare('SELECT a FROM t WHERE a = ?').get(2)).toBeUndefined()
    database.close()
  })
})
