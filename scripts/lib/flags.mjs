import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Stop } from './say.mjs'

export const help = `npm start -- [flags]

  --browser     open the desk in the browser instead of an Electron window
  --no-open     do not open the browser; only say where the desk is
  --data DIR    keep everything in DIR (default: this user's application data)
  --kisi URL    connect to Kisi at URL; the API key comes from KISI_API_KEY
  --seed N      the demo building's seed (default 1)
  --port N      serve the browser on this port (default: any free one)
  --help        show this
`

const options = {
  browser: { type: 'boolean', default: false },
  'no-open': { type: 'boolean', default: false },
  data: { type: 'string' },
  kisi: { type: 'string' },
  seed: { type: 'string', default: '1' },
  port: { type: 'string' },
  help: { type: 'boolean', default: false },
}

/** Reads the launcher's flags. Throws a `Stop` with one sentence and exit code 2 for anything it does not know. */
export function parseFlags(argv, environment = process.env) {
  const values = parse(argv)
  const folder = environment.INIT_CWD || process.cwd()
  return {
    browser: values.browser,
    open: !values['no-open'],
    help: values.help,
    data: values.data === undefined ? defaultData(process.platform, environment) : resolve(folder, values.data),
    kisi: values.kisi === undefined ? null : kisiAddress(values.kisi),
    seed: wholeNumber('--seed', values.seed, 2 ** 31 - 1),
    port: values.port === undefined ? null : wholeNumber('--port', values.port, 65_535),
  }
}

function parse(argv) {
  try {
    return parseArgs({ args: argv, options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const name = /'(-{1,2}[^' ]*)/.exec(error.message)?.[1]
    if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new Stop(`There is no flag ${name}. Try --help.`, 2)
    if (error.code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
      const takes = options[name?.replace(/^--/, '')]?.type === 'string'
      throw new Stop(takes ? `${name} needs a value. Try --help.` : `${name} takes no value. Try --help.`, 2)
    }
    throw new Stop('Only flags are understood here. Try --help.', 2)
  }
}

function wholeNumber(flag, text, most) {
  if (!/^\d{1,10}$/.test(text) || Number(text) > most) {
    throw new Stop(`${flag} takes a whole number from 0 to ${most}, not “${text}”.`, 2)
  }
  return Number(text)
}

function kisiAddress(text) {
  try {
    const { protocol } = new URL(text)
    if (protocol === 'https:' || protocol === 'http:') return text
  } catch {
    throw new Stop(`--kisi takes an address such as https://api.kisi.io, not “${text}”.`, 2)
  }
  throw new Stop(`--kisi takes an address that starts with https://, not “${text}”.`, 2)
}

/** Where the platform keeps a program's data. */
export function defaultData(platform, environment, home = homedir()) {
  if (platform === 'win32') return join(environment.APPDATA || join(home, 'AppData', 'Roaming'), 'Frontdesk')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Frontdesk')
  return join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'Frontdesk')
}
