import { defineAsyncComponent, type Component } from 'vue'
import type { Screen } from '../stores/view.ts'

/** The screens beside Today come when they are first opened, so that the first one is there sooner. */
export const screens: Record<Exclude<Screen, 'today'>, Component> = {
  doors: defineAsyncComponent(() => import('../reception/doors/DoorsScreen.vue')),
  waiting: defineAsyncComponent(() => import('../reception/waiting/WaitingScreen.vue')),
  'visitor-types': defineAsyncComponent(() => import('../reception/visitor-types/VisitorTypesScreen.vue')),
  settings: defineAsyncComponent(() => import('../reception/settings/SettingsScreen.vue')),
}
