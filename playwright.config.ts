import { defineConfig } from '@playwright/test'
import type { HostOptions } from './test/e2e/fixtures/index.ts'

/**
 * The same journeys in both hosts; what only one host has is in `*.electron.spec.ts` and `*.browser.spec.ts`. Pages have
 * a browser each, so two desks run at a time; Electron's windows share one screen and its focus, so they take turns.
 */
export default defineConfig<HostOptions>({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'chromium', testIgnore: '**/*.electron.spec.ts', use: { host: 'browser' } },
    { name: 'electron', testIgnore: '**/*.browser.spec.ts', use: { host: 'electron' }, workers: 1 },
  ],
})
