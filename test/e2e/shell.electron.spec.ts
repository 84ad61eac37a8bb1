import { expect, test, type Desk } from './fixtures/index.ts'

/** Asks the page to do something and gives back what came of it, or the name of the error. */
function outcome(desk: Desk, script: () => Promise<unknown>): Promise<unknown> {
  return desk.page.evaluate(script).catch((error: Error) => error.message)
}

test.describe('in Electron', () => {
  test('every permission is denied', async ({ desk }) => {
    expect(await outcome(desk, () => Notification.requestPermission())).toBe('denied')
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read']
    const states = await desk.page.evaluate(
      (asked) =>
        Promise.all(
          asked.map((name) => navigator.permissions.query({ name: name as PermissionName }).then((p) => p.state)),
        ),
      names,
    )
    expect(states).toEqual(names.map(() => 'denied'))
  })

  test('navigation, new windows, frames and downloads are refused', async ({ desk }) => {
    const before = desk.page.url()
    expect(await outcome(desk, async () => String(window.open('https://example.com/')))).toBe('null')
    await outcome(desk, async () => void (location.href = 'https://example.com/'))
    await outcome(desk, async () => void (location.href = 'file:///etc/passwd'))
    await outcome(desk, async () => {
      const frame = document.createElement('iframe')
      frame.src = 'https://example.com/'
      document.body.append(frame)
    })
    await outcome(desk, async () => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob(['x']))
      link.download = 'x.txt'
      link.click()
    })
    expect(await desk.electron!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    expect(desk.page.url()).toBe(before)
    expect(desk.page.frames().filter((frame) => frame.url().startsWith('http'))).toEqual([])
    expect((await desk.call('desk.status')).ok).toBe(true)
  })

  test('the window is sandboxed and isolated, and has no menu', async ({ desk }) => {
    const found = await desk.electron!.evaluate(({ BrowserWindow, Menu }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag, menu: Menu.getApplicationMenu() }
    })
    expect(found).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      menu: null,
    })
  })

  test('files outside the renderer are not served', async ({ desk }) => {
    const statuses = await desk.page.evaluate(() =>
      Promise.all(
        ['/%2e%2e/%2e%2e/package.json', '/..%2f..%2fpackage.json', '/nothing.html'].map((path) =>
          fetch(path).then((response) => response.status),
        ),
      ),
    )
    expect(statuses).toEqual([404, 404, 404])
  })

  test('a renderer that dies is made anew', async ({ desk }) => {
    const replaced = desk.electron!.waitForEvent('window')
    await desk.electron!.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer()
    })
    const page = await replaced
    await expect(page.locator('main').first()).toBeVisible()
    await expect
      .poll(() => desk.electron!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length))
      .toBe(1)
  })

  test('nothing listens for synchronous messages', async ({ desk }) => {
    const listeners = await desk.electron!.evaluate(({ ipcMain }) => ipcMain.eventNames().map(String))
    expect(listeners).not.toContain('electron-store-get-data')
  })
})
