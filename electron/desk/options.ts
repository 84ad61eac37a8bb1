import { parseArgs } from 'node:util'

/** How a host was told to run its desk. The launcher passes these on; see `npm start` in the README. */
export interface DeskArguments {
  dataDirectory: string
  /** A Kisi for this run only, or null for the one in the settings. */
  kisiAddress: string | null
  demo: boolean
  /** A reader for this run only: a serial device or `tcp://host:port`. */
  readerPort: string | null
  /** Where Kisi's webhooks are taken, a port or host:port; without it they are not. */
  webhooks?: string | null
}

/** Reads `--data`, `--kisi`, `--demo`, `--reader`, `--webhooks`; ignores what belongs to Electron. */
export function parseDeskArguments(argv: readonly string[], defaultDataDirectory: string): DeskArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      data: { type: 'string' },
      kisi: { type: 'string' },
      demo: { type: 'boolean', default: false },
      reader: { type: 'string' },
      webhooks: { type: 'string' },
    },
    strict: false,
    allowPositionals: true,
  })
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
  return {
    dataDirectory: text(values.data) ?? defaultDataDirectory,
    kisiAddress: text(values.kisi),
    demo: values.demo === true,
    readerPort: text(values.reader),
    webhooks: text(values.webhooks),
  }
}
