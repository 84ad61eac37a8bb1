import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const bridge = new URL('../../../electron/reader/bridge.ts', import.meta.url).href

it('does not load serialport before a serial port is asked for', async () => {
  const program = `
    import { createRequire } from 'node:module'
    const { createReaderBridge } = await import(${JSON.stringify(bridge)})
    const quiet = { info() {}, warn() {}, error() {} }
    const clock = { now: () => 0, monotonic: () => 0 }
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((name) => /serialport/.test(name))
    const made = createReaderBridge({ clock, log: quiet })
    const before = loaded()
    await made.ports()
    console.log(JSON.stringify([before, loaded()]))
    await made.close()
  `
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
  expect(JSON.parse(stdout)).toEqual([false, true])
})
