'use strict'

const { app } = require('electron')

/**
 * Holds the application back until Playwright has attached, as Playwright's own loader does for an Electron it starts
 * itself: a window that opens while it attaches is sometimes never seen. Playwright calls `__playwright_run`.
 */
function holdUntilAttached() {
  const ready = app.whenReady()
  let release
  const released = new Promise((resolve) => {
    release = resolve
  })
  app.whenReady = () => released
  globalThis.__playwright_run = () => ready.then(release)
}

module.exports = { holdUntilAttached }
