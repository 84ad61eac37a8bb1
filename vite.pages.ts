import { fileURLToPath } from 'node:url'
import VueI18n from '@intlify/unplugin-vue-i18n/vite'
import vue from '@vitejs/plugin-vue'
import type { PluginOption } from 'vite'

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** What the desk's page and the simulator's panel are built with: the same parts, the same prepared sentences. */
export const pageDefines = {
  __INTLIFY_DROP_MESSAGE_COMPILER__: 'true',
  __VUE_I18N_FULL_INSTALL__: 'false',
  __VUE_I18N_LEGACY_API__: 'false',
  __INTLIFY_PROD_DEVTOOLS__: 'false',
  __VUE_PROD_DEVTOOLS__: 'false',
  __VUE_OPTIONS_API__: 'false',
}

export const pagePlugins = (): PluginOption[] => [
  vue(),
  VueI18n({
    include: [path('renderer/i18n/**/*.json')],
    strictMessage: true,
    runtimeOnly: true,
    compositionOnly: true,
    fullInstall: false,
    dropMessageCompiler: true,
  }),
]

/** A page allows nothing inline, so small files are not put into others; Chromium loads modules without help. */
export const pageBuild = {
  emptyOutDir: true,
  target: 'chrome114',
  minify: true,
  assetsInlineLimit: 0,
  modulePreload: { polyfill: false },
} as const
