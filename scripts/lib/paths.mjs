import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** A path inside the repository. */
export const inRoot = (...parts) => join(root, ...parts)

/** What the scripts keep between runs; it goes when `node_modules` goes. */
export const cache = (...parts) => inRoot('node_modules', '.cache', 'frontdesk', ...parts)
