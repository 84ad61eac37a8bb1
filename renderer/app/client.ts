import { inject, type InjectionKey } from 'vue'
import type { DeskBridge, DeskClient } from '../../electron/contract/client.ts'
import { t } from '../i18n/index.ts'
import { createHttpDesk, type LinkState } from './http-desk.ts'

declare global {
  interface Window {
    /** Put there by the preload; the browser host has no such thing. */
    desk?: DeskBridge
  }
}

/** The desk and how the line to it stands. Over Electron's own channel the line cannot be lost. */
export interface DeskLink {
  desk: DeskClient
  onLink(listener: (state: LinkState) => void): () => void
}

export const deskLinkKey: InjectionKey<DeskLink> = Symbol('desk link')

export function useDeskLink(): DeskLink {
  const link = inject(deskLinkKey)
  if (link === undefined) throw new Error('The desk was not provided to this application.')
  return link
}

export function useDesk(): DeskClient {
  return useDeskLink().desk
}

const tokenKey = 'frontdesk.token'

/** Takes `#token=…` out of the address at once, so that it is in no bookmark and no picture of the screen. */
export function takeToken(page: Pick<Window, 'location' | 'history' | 'sessionStorage'>): string {
  const given = new URLSearchParams(page.location.hash.slice(1)).get('token')
  if (given !== null) {
    page.sessionStorage.setItem(tokenKey, given)
    page.history.replaceState(null, '', page.location.pathname + page.location.search)
  }
  return page.sessionStorage.getItem(tokenKey) ?? ''
}

/** The preload's desk where there is one, else the desk that served this page. */
export function createDeskLink(page: Window): DeskLink {
  if (page.desk !== undefined) {
    return {
      desk: page.desk,
      onLink(listener) {
        listener('ready')
        return () => {}
      },
    }
  }
  const http = createHttpDesk({
    address: page.location.origin,
    token: takeToken(page),
    noAnswer: t('link.noAnswer'),
    fetch: page.fetch.bind(page),
    openSocket: (address) => new WebSocket(address),
    later(run, milliseconds) {
      const timer = setTimeout(run, milliseconds)
      return () => clearTimeout(timer)
    },
  })
  // Pasting a new address over the old one changes no more than the fragment: the page, and what was typed, stay.
  page.addEventListener('hashchange', () => {
    if (page.location.hash.includes('token=')) http.renew(takeToken(page))
  })
  return { desk: http, onLink: http.onLink }
}
