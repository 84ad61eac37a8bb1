import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Conf from 'conf'
import manifest from '../../package.json' with { type: 'json' }
import { createDesk } from '../desk/desk.ts'
import { parseDeskArguments } from '../desk/options.ts'
import { createLogFile } from '../desk/support/log-file.ts'
import { systemClock } from '../desk/support/system.ts'
import { parseWebArguments } from './arguments.ts'
import { defaultDataDirectory, prepareDataDirectory } from './data-directory.ts'
import { runWebHost } from './run.ts'
import { createFileSecrets } from './secrets.ts'
import { createSettings, setBrokenSettingsAside, settingsFileOptions } from './settings.ts'

async function main(): Promise<void> {
  const argv = process.argv.slice(2)
  const web = parseWebArguments(argv)
  const deskArguments = parseDeskArguments(argv, defaultDataDirectory())
  const directory = deskArguments.dataDirectory
  prepareDataDirectory(directory)

  const log = createLogFile(join(directory, 'logs'), systemClock)
  if (setBrokenSettingsAside(directory)) log.warn('settings.set_aside')
  const store = new Conf({ ...settingsFileOptions(directory), configName: 'settings' })
  const desk = createDesk({
    arguments: deskArguments,
    version: manifest.version,
    environment: process.env,
    secrets: createFileSecrets(directory),
    settings: createSettings(store),
    log,
  })
  await runWebHost({
    desk,
    log,
    ...web,
    contentRoot: join(fileURLToPath(new URL('.', import.meta.url)), '../../out/renderer'),
  })
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
