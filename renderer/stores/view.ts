import { defineStore } from 'pinia'
import { ref } from 'vue'

export type Screen = 'today' | 'waiting' | 'visitor-types' | 'settings'
export type SettingsPage = 'connection' | 'readers'

/** What is open beside the day: one visit, or the check-in form of one draft. */
export type Panel = { kind: 'none' } | { kind: 'visit'; visitId: string } | { kind: 'check-in'; draftKey: string }

/** Where we are. Few enough places that a router would only be in the way. */
export const useView = defineStore('view', () => {
  const screen = ref<Screen>('today')
  const settingsPage = ref<SettingsPage>('connection')
  const panel = ref<Panel>({ kind: 'none' })
  let cameFrom: HTMLElement | null = null

  function go(to: Screen): void {
    screen.value = to
  }

  function goSettings(page: SettingsPage): void {
    settingsPage.value = page
    screen.value = 'settings'
  }

  /** Remembers what had the focus, so that closing gives it back. */
  function openPanel(next: Panel): void {
    const focused = document.activeElement
    if (panel.value.kind === 'none' && focused instanceof HTMLElement && focused !== document.body) cameFrom = focused
    screen.value = 'today'
    panel.value = next
  }

  function closePanel(): void {
    panel.value = { kind: 'none' }
    const target = cameFrom
    cameFrom = null
    requestAnimationFrame(() => {
      if (target?.isConnected === true) target.focus()
    })
  }

  return { screen, settingsPage, panel, go, goSettings, openPanel, closePanel }
})
