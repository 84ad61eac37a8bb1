import { parseArgs } from 'node:util'

/** What the browser host takes beyond the desk's own arguments. */
export interface WebArguments {
  /** The port asked for, or null for any free one. */
  port: number | null
  /** Answer with one line of JSON instead of the one for people. */
  readyJson: boolean
  /** Stop when standard input ends, that is, when whoever started this is gone. */
  dieWithParent: boolean
}

/** Reads `--port`, `--ready-json`, `--die-with-parent`. Throws with one sentence when the port is none. */
export function parseWebArguments(argv: readonly string[]): WebArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string' },
      'ready-json': { type: 'boolean', default: false },
      'die-with-parent': { type: 'boolean', default: false },
    },
    strict: false,
    allowPositionals: true,
  })
  return {
    port: values.port === undefined ? null : parsePort(String(values.port)),
    readyJson: values['ready-json'] === true,
    dieWithParent: values['die-with-parent'] === true,
  }
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port >= 0 && port <= 65_535)) throw new Error(`--port takes a number from 0 to 65535, not “${text}”.`)
  return port
}
