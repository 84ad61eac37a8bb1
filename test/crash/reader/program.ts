import { createInterface } from 'node:readline'
import { createReaders } from '../../../electron/reader/readers.ts'

/**
 * The desk's readers and nothing else, for whichever runtime this is run by: says what it hears in lines of JSON, answers
 * each line that it is given with what it has used, and ends with its input.
 */
const port = process.env['FRONTDESK_READER_PORT'] ?? ''
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const readers = createReaders({ clock: { now: Date.now, monotonic: () => performance.now() }, log: quiet })

readers.onReading(({ identity }) => say({ tap: identity }))
readers.onState(({ state }) => say({ state }))
const input = createInterface({ input: process.stdin })
input.on('line', () => {
  const { user, system } = process.cpuUsage()
  say({ used: { milliseconds: (user + system) / 1000, bytes: process.memoryUsage().rss } })
})
input.on('close', () => process.exit(0))
readers.connect(port, { kind: 'em4100' }).catch((error: unknown) => say({ failed: String(error) }))
