import { defineStore } from 'pinia'
import { ref } from 'vue'

export type Screen = 'today' | 'doors' | 'waiting' | 'visitor-types' | 'settings'
export type SettingsPage = 'connection' | 'readers'

/** What is open beside the day: one visit, the check-in form of one draft, or what a tap showed. */
export type Panel =
  | { kind: 'none' }
  | { kind: 'visit'; visitId: string }
  | { kind: 'check-in'; draftKey: string }
  | { kind: 'tap'; tapId: string }

/** Where we are. Few enough places that a router would only be in the way. */
export const useView = defineStore('view', () => {
  const screen = ref<Screen>('today')
  const settingsPage = ref<SettingsPage>('connection')
  const panel = ref<Panel>({ kind: 'none' })
  /** The door that the Doors screen shows beside the others. */
  const doorId = ref<number | null>(null)

  function go(to: Screen): void {
    screen.value = to
  }

  function goSettings(page: SettingsPage): void {
    settingsPage.value = page
    screen.value = 'settings'
  }

  function goDoor(id: number | null): void {
    doorId.value = id
    screen.value = 'doors'
  }

  /** Panels stand beside the day, so opening one goes there. */
  function openPanel(next: Panel): void {
    screen.value = 'today'
    panel.value = next
  }

  function closePanel(): void {
    panel.value = { kind: 'none' }
  }

  return { screen, settingsPage, panel, doorId, go, goSettings, goDoor, openPanel, closePanel }
})
