import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { pageBuild, pageDefines, pagePlugins } from './vite.pages.ts'

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** The simulator's panel, built to be served at /_sim/panel; `scripts/lib/build.mjs` says where to. */
export default defineConfig({
  root: path('simulator/panel/app'),
  base: '/_sim/panel/',
  publicDir: path('renderer/public'),
  define: pageDefines,
  plugins: pagePlugins(),
  build: {
    ...pageBuild,
    outDir: path('out/panel'),
    rolldownOptions: { input: { index: path('simulator/panel/app/index.html') } },
  },
})
