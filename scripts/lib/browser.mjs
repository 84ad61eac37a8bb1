import { spawn } from 'node:child_process'
import { missingDisplay } from './electron.mjs'

/** Opens an address in the system's browser, where there is one; the address is on the terminal in any case. */
export function openBrowser(url) {
  const [command, parameters] = browserCommand(process.platform, url)
  if (missingDisplay() !== null) return
  const child = spawn(command, parameters, { detached: true, stdio: 'ignore' })
  child.once('error', () => undefined)
  child.unref()
}

export function browserCommand(platform, url) {
  if (platform === 'darwin') return ['open', [url]]
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]]
  return ['xdg-open', [url]]
}
