import { rmSync } from 'node:fs'
import { readJson, writeText } from './files.mjs'
import { cache, inRoot } from './paths.mjs'
import { run } from './run.mjs'
import { prepareChromium, prepareElectron } from './test-browsers.mjs'

/**
 * Every suite answers `{ passed, failed, skipped, output, reason? }`. Formatting, lint and types count as one test
 * each; a suite that cannot run counts as one skipped, with its reason.
 */
export const suites = {
  formatting: checkSuite('prettier/bin/prettier.cjs', ['--check', '.']),
  lint: checkSuite('eslint/bin/eslint.js', ['.', '--max-warnings', '0']),
  types: checkSuite('vue-tsc/bin/vue-tsc.js', ['--noEmit', '-p', 'tsconfig.json']),
  unit: vitestSuite('unit'),
  integration: vitestSuite('integration'),
  chromium: playwrightSuite('chromium', prepareChromium),
  electron: playwrightSuite('electron', prepareElectron),
}

/**
 * Suites that run beside one another: one lane mostly waits, for Kisi's pace and for windows, while the other works.
 * Together they take half the time, and nothing in a test depends on how long something takes.
 */
export const lanes = [
  ['integration', 'electron'],
  ['formatting', 'lint', 'types', 'unit', 'chromium'],
]

function tool(path) {
  return inRoot('node_modules', ...path.split('/'))
}

function checkSuite(path, parameters) {
  return async (node) => {
    const { code, output } = await run(node, [tool(path), ...parameters])
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, output }
  }
}

function vitestSuite(project) {
  return async (node) => {
    const report = freshReport(project)
    const { code, output } = await run(node, [
      ...[tool('vitest/vitest.mjs'), 'run', '--project', project],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ])
    return { ...countVitest(readJson(report), code), output }
  }
}

function playwrightSuite(project, prepare) {
  return async (node) => {
    const prepared = await prepare(node)
    if (prepared.reason !== undefined) {
      return { passed: 0, failed: 0, skipped: 1, output: '', reason: prepared.reason }
    }
    const report = freshReport(project)
    // A folder each, since Playwright empties its own when it starts.
    const own = [`--project=${project}`, '--output', `test-results/${project}`, '--reporter=list,json']
    const command = [...(prepared.prefix ?? []), node, tool('@playwright/test/cli.js'), 'test', ...own]
    const { code, output } = await run(command[0], command.slice(1), {
      env: { ...process.env, ...prepared.environment, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    })
    return { ...countPlaywright(readJson(report), code), output }
  }
}

/** The numbers of vitest's JSON report. A test file that could not even be loaded counts as one failed test. */
export function countVitest(report, code) {
  const passed = report?.numPassedTests ?? 0
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
  const unloadable = (report?.testResults ?? []).filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length
  return atLeastOneFailure({ passed, failed: (report?.numFailedTests ?? 0) + unloadable, skipped }, code)
}

/** The numbers of Playwright's JSON report; a test that only passed on a second try has failed. */
export function countPlaywright(report, code) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {}
  return atLeastOneFailure({ passed: expected, failed: unexpected + flaky, skipped }, code)
}

/** A tool that ends badly without naming a failed test has still failed, and so has one that found no test. */
function atLeastOneFailure(counts, code) {
  const ran = counts.passed + counts.failed + counts.skipped > 0
  return (code !== 0 || !ran) && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

function freshReport(name) {
  const path = cache('reports', `${name}.json`)
  writeText(path, '')
  rmSync(path)
  return path
}
