import { join } from 'node:path'
import { readJson } from './files.mjs'
import { Stop } from './say.mjs'

/**
 * What to start, from the flags and what is kept in the data folder: the demo, with the bundled simulator, or the desk
 * of a configured organization. The two never share a folder, so that no demo visit ever reaches a real Kisi.
 */
export function planStart(flags, environment = process.env) {
  const desk = join(flags.data, 'desk')
  if (flags.kisi !== null && !environment.KISI_API_KEY && !hasStoredKey(desk)) {
    throw new Stop('Kisi’s API key is missing: put it into the environment variable KISI_API_KEY and start again.')
  }
  const configured = typeof readJson(join(desk, 'settings.json'))?.kisiAddress === 'string'
  if (flags.kisi === null && !configured) return { demo: true, directory: join(flags.data, 'demo') }
  return { demo: false, directory: desk }
}

function hasStoredKey(directory) {
  return ['secrets.json', 'secrets.sealed.json'].some((name) => {
    const kept = readJson(join(directory, name))
    return kept !== null && typeof kept === 'object' && Object.keys(kept).length > 0
  })
}
