import { fileURLToPath } from 'node:url'
import VueI18n from '@intlify/unplugin-vue-i18n/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

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
    define: {
      __INTLIFY_DROP_MESSAGE_COMPILER__: 'true',
      __VUE_I18N_FULL_INSTALL__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_OPTIONS_API__: 'false',
    },
    plugins: [
      vue(),
      VueI18n({
        include: [path('renderer/i18n/**/*.json')],
        strictMessage: true,
        runtimeOnly: true,
        compositionOnly: true,
        fullInstall: false,
        dropMessageCompiler: true,
      }),
    ],
    build: {
      outDir: path('out/renderer'),
      emptyOutDir: true,
      target: 'chrome114',
      minify: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: path('renderer/index.html') } },
    },
  },
})
