import { app, type Session, type WebContents } from 'electron'
import type { Log } from '../desk/ports.ts'
import { isOwnUrl } from './origin.ts'

/** What the developer tools load for themselves when a person opens them. */
function isDeveloperTools(url: string): boolean {
  return url.startsWith('devtools://')
}

/** Refuses every request, download and certificate exception that is not the desk's own page. */
export function setupSessionBoundaries(session: Session, log: Log): void {
  session.webRequest.onBeforeRequest((details, decide) => {
    const own = isOwnUrl(details.url) || details.url.startsWith('blob:desk://') || isDeveloperTools(details.url)
    if (!own) log.warn('request.refused', { kind: details.resourceType })
    decide({ cancel: !own })
  })
  session.on('will-download', (event) => {
    event.preventDefault()
    log.warn('download.refused')
  })
  session.setCertificateVerifyProc((_request, decide) => decide(-2))
}

/** Refuses navigation, redirects, frames, new windows and webviews in every page that is ever made. */
export function setupPageBoundaries(log: Log): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log))
}

function guardContents(contents: WebContents, log: Log): void {
  contents.setWindowOpenHandler(() => {
    log.warn('window.refused')
    return { action: 'deny' }
  })
  contents.on('will-navigate', (event) => {
    event.preventDefault()
    log.warn('navigation.refused')
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => {
    if (!isOwnUrl(event.url) || !event.isMainFrame) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
}
