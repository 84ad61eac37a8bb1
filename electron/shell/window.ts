import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron'
import type { Log } from '../desk/ports.ts'
import type { KeyedStore } from '../web/settings.ts'
import { createBackoff } from './backoff.ts'
import { defaultSize, restoreWindowState, smallestSize } from './bounds.ts'
import { startPage } from './origin.ts'

/** `--surface` of the tokens, light and dark, so that nothing flashes before the first paint. */
const background = { light: '#f8f7f4', dark: '#191715' } as const

/** How long a page may hang before it is ended and made anew, in milliseconds. */
const hangTimeoutMs = 10_000

export interface DeskWindow {
  /** Resolves with the first paint, or after three seconds without one. */
  painted: Promise<void>
  /** The pages that the desk's events go to. */
  receivers(): readonly WebContents[]
  /** Brings the window to the front. */
  focus(): void
}

export interface DeskWindowOptions {
  preloadPath: string
  store: KeyedStore
  log: Log
  now: () => number
  /** False in a packaged program. */
  developerTools: boolean
}

/** Opens the reception window, remembers where it stood, and makes it anew when its page is gone or hangs. */
export function openDeskWindow(options: DeskWindowOptions): DeskWindow {
  const backoff = createBackoff(options.now)
  let current = create()

  function create(): BrowserWindow {
    const workAreas = screen.getAllDisplays().map((display) => display.workArea)
    const state = restoreWindowState(options.store.get('window'), workAreas)
    const window = new BrowserWindow({
      ...(state?.bounds ?? defaultSize),
      minWidth: smallestSize.width,
      minHeight: smallestSize.height,
      show: false,
      title: 'Frontdesk',
      backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
      webPreferences: {
        preload: options.preloadPath,
        contextIsolation: true,
        sandbox: true,
        webSecurity: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webviewTag: false,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        devTools: options.developerTools,
      },
    })
    if (state?.maximized) window.maximize()
    window.once('ready-to-show', () => window.show())
    window.on('close', () => remember(window))
    replaceWhenGone(window)
    window.loadURL(startPage).catch(() => options.log.error('window.load_failed'))
    return window
  }

  function remember(window: BrowserWindow): void {
    options.store.set({ window: { bounds: window.getNormalBounds(), maximized: window.isMaximized() } })
  }

  function replaceWhenGone(window: BrowserWindow): void {
    let hanging: NodeJS.Timeout | undefined
    window.on('unresponsive', () => {
      clearTimeout(hanging)
      hanging = setTimeout(() => window.webContents.forcefullyCrashRenderer(), hangTimeoutMs)
    })
    window.on('responsive', () => clearTimeout(hanging))
    window.on('closed', () => clearTimeout(hanging))
    window.webContents.on('render-process-gone', (_event, details) => {
      if (details.reason === 'clean-exit') return
      const wait = backoff.next()
      options.log.error('window.renderer_gone', { reason: details.reason, recreatedInMs: wait })
      setTimeout(() => replace(window), wait)
    })
  }

  function replace(window: BrowserWindow): void {
    if (window.isDestroyed() || window !== current) return
    remember(window)
    current = create()
    window.destroy()
  }

  return {
    painted: firstPaint(current),
    receivers: () => (current.isDestroyed() ? [] : [current.webContents]),
    focus() {
      if (current.isDestroyed()) return
      if (current.isMinimized()) current.restore()
      current.show()
      current.focus()
    },
  }
}

function firstPaint(window: BrowserWindow): Promise<void> {
  return new Promise((resolve) => {
    const timeout = setTimeout(resolve, 3_000)
    window.once('ready-to-show', () => {
      clearTimeout(timeout)
      resolve()
    })
  })
}
