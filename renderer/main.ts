import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { createDeskLink, deskLinkKey } from './app/client.ts'
import { i18n } from './i18n/index.ts'

createApp(App).use(createPinia()).use(i18n).provide(deskLinkKey, createDeskLink(window)).mount('#app')
