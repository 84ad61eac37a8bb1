import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The text of a file, or null when it cannot be read. */
export function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** The JSON value in a file, or null when there is none. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** Writes a small file, making its folder first. */
export function writeText(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** One hash over the names and contents of files and of everything in folders; what does not exist counts too. */
export function hashOf(paths) {
  const hash = createHash('sha256')
  const add = (path) => {
    const entries = entriesOf(path)
    if (entries !== null) {
      for (const name of entries.sort()) add(join(path, name))
      return
    }
    hash.update(`${path}\0`)
    hash.update(existsSync(path) ? readFileSync(path) : 'missing')
    hash.update('\0')
  }
  for (const path of paths) add(path)
  return hash.digest('hex')
}

function entriesOf(path) {
  try {
    return readdirSync(path)
  } catch {
    return null
  }
}
