import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import VueI18n from '@intlify/unplugin-vue-i18n/vite'
import { defineConfig } from 'vitest/config'

const plugins = [
  vue(),
  VueI18n({ include: [fileURLToPath(new URL('renderer/i18n/**/*.json', import.meta.url))], runtimeOnly: true }),
]

const setupFiles = ['test/fixtures/patience.ts']

export default defineConfig({
  test: {
    projects: [
      {
        plugins,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          environment: 'node',
          setupFiles,
          testTimeout: 60_000,
        },
      },
      {
        plugins,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          environment: 'node',
          setupFiles,
          // These mostly wait, for the pace Kisi sets and for processes: more of them fit on a small machine.
          maxWorkers: 4,
          testTimeout: 90_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
