import { fileURLToPath } from 'node:url'
import { defineConfig } from 'electron-vite'
import { pageBuild, pageDefines, pagePlugins } from './vite.pages.ts'

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** What cannot be bundled: the runtime itself and the packages that carry machine code. */
const external = ['electron', 'better-sqlite3', 'serialport', /^@serialport\//]

export default defineConfig({
  main: {
    build: {
      outDir: path('out/main'),
      target: 'node18',
      externalizeDeps: false,
      minify: false,
      rolldownOptions: {
        external,
        input: { main: path('electron/main.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: path('out/preload'),
      target: 'node18',
      externalizeDeps: false,
      minify: false,
      rolldownOptions: {
        external: ['electron'],
        input: { preload: path('electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: path('renderer'),
    base: './',
    define: pageDefines,
    plugins: pagePlugins(),
    build: {
      ...pageBuild,
      outDir: path('out/renderer'),
      rolldownOptions: { input: { index: path('renderer/index.html') } },
    },
  },
})
