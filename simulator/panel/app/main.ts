import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { i18n } from '../../../renderer/i18n/index.ts'
import PanelApp from './PanelApp.vue'

createApp(PanelApp).use(createPinia()).use(i18n).mount('#app')
