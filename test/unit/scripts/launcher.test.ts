import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { missingDisplay } from '../../../scripts/lib/electron.mjs'
import { hashOf } from '../../../scripts/lib/files.mjs'
import { parseFlags } from '../../../scripts/lib/flags.mjs'
import { lockPath, takeFolder } from '../../../scripts/lib/one-at-a-time.mjs'
import { explainNpm, isInstalled } from '../../../scripts/lib/packages.mjs'
import { planStart } from '../../../scripts/lib/plan.mjs'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'frontdesk-launcher-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe('parseFlags', () => {
  it('reads every flag, and a data folder from where npm was called', () => {
    const flags = parseFlags(
      ['--browser', '--no-open', '--data', 'here', '--kisi', 'https://api.kisi.io', '--seed', '7', '--port', '4000'],
      { INIT_CWD: directory },
    )
    expect(flags).toEqual({
      browser: true,
      open: false,
      help: false,
      data: resolve(directory, 'here'),
      kisi: 'https://api.kisi.io',
      seed: 7,
      port: 4000,
    })
  })

  it('has sensible values for all that is not given', () => {
    expect(parseFlags([], {})).toMatchObject({ browser: false, open: true, kisi: null, seed: 1, port: null })
  })

  it.each([
    [['--colour'], 'There is no flag --colour. Try --help.'],
    [['--data'], '--data needs a value. Try --help.'],
    [['--browser=yes'], '--browser takes no value. Try --help.'],
    [['stray'], 'Only flags are understood here. Try --help.'],
    [['--seed', 'x'], '--seed takes a whole number from 0 to 2147483647, not “x”.'],
    [['--port', '70000'], '--port takes a whole number from 0 to 65535, not “70000”.'],
    [['--kisi', 'kisi'], '--kisi takes an address such as https://api.kisi.io, not “kisi”.'],
    [['--kisi', 'file:///x'], '--kisi takes an address that starts with https://, not “file:///x”.'],
  ])('answers %j with one sentence and exit code 2', (argv, sentence) => {
    expect(() => parseFlags(argv, {})).toThrow(expect.objectContaining({ message: sentence, exitCode: 2 }))
  })
})

describe('planStart', () => {
  const flags = (kisi: string | null = null) => ({ data: directory, kisi })
  const keep = (name: string, value: unknown): void => {
    mkdirSync(join(directory, 'desk'), { recursive: true })
    writeFileSync(join(directory, 'desk', name), JSON.stringify(value))
  }
  const demo = () => ({ demo: true, directory: join(directory, 'demo') })
  const desk = () => ({ demo: false, directory: join(directory, 'desk') })

  it('runs the demo while nothing is configured', () => {
    expect(planStart(flags(), {})).toEqual(demo())
    keep('settings.json', { kisiAddress: null })
    expect(planStart(flags(), {})).toEqual(demo())
  })

  it('runs the desk of a configured organization, in a folder of its own', () => {
    keep('settings.json', { kisiAddress: 'https://api.kisi.io' })
    expect(planStart(flags(), {})).toEqual(desk())
  })

  it('connects to the Kisi that is named when it has a key, given or kept', () => {
    expect(planStart(flags('https://api.kisi.io'), { KISI_API_KEY: 'k' })).toEqual(desk())
    keep('secrets.json', { kisi: 'k' })
    expect(planStart(flags('https://api.kisi.io'), {})).toEqual(desk())
  })

  it('says what is missing when there is no key', () => {
    keep('secrets.json', {})
    expect(() => planStart(flags('https://api.kisi.io'), {})).toThrow(
      expect.objectContaining({ message: expect.stringContaining('KISI_API_KEY'), exitCode: 1 }),
    )
  })
})

describe('isInstalled', () => {
  const lock = {
    packages: {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    },
  }

  it('is true when all that is not optional is there in its version', () => {
    expect(isInstalled(lock, { packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/z': {} } })).toBe(true)
  })

  it.each([
    ['nothing is installed', null],
    ['a package is missing', { packages: {} }],
    ['a package is older', { packages: { 'node_modules/a': { version: '0.9.0' } } }],
    [
      'an optional package is older',
      { packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } } },
    ],
  ])('is false when %s', (_what, installed) => {
    expect(isInstalled(lock, installed)).toBe(false)
  })
})

describe('explainNpm', () => {
  it.each([
    ['npm error code ENOSPC', 'the disk is full'],
    ['npm error code EAI_AGAIN', 'npm can’t reach its registry'],
    ['npm error network request failed', 'npm can’t reach its registry'],
    ['npm error code EACCES', 'can’t be written to'],
    ['npm error something new', 'npm error something new'],
    ['', 'npm is not installed'],
  ])('says what “%s” means', (output, words) => {
    expect(explainNpm('The packages can’t be installed', output)).toMatch(
      new RegExp(`^The packages can’t be installed: .*${words}`),
    )
  })
})

describe('hashOf', () => {
  it('changes with content, names, and what comes and goes, and with nothing else', () => {
    const file = join(directory, 'src', 'a.ts')
    mkdirSync(join(directory, 'src'))
    const seen = new Set([hashOf([directory])])
    writeFileSync(file, 'one')
    seen.add(hashOf([directory]))
    expect(hashOf([directory])).toBe(hashOf([directory]))
    writeFileSync(file, 'two')
    seen.add(hashOf([directory]))
    writeFileSync(join(directory, 'src', 'b.ts'), '')
    seen.add(hashOf([directory]))
    rmSync(file)
    seen.add(hashOf([directory]))
    expect(seen.size).toBe(5)
    writeFileSync(join(directory, 'src', 'b.ts'), '')
    expect(seen).toContain(hashOf([directory]))
  })
})

describe('takeFolder', () => {
  it('gives a folder to one at a time, and to the next after it is released', async () => {
    const release = await takeFolder(directory)
    expect(release).not.toBeNull()
    expect(await takeFolder(directory)).toBeNull()
    await release!()
    const again = await takeFolder(directory)
    expect(again).not.toBeNull()
    await again!()
  })

  it('is not held up by what a killed launcher left behind', async () => {
    writeFileSync(lockPath(directory), '')
    const release = await takeFolder(directory)
    expect(release).not.toBeNull()
    await release!()
  })

  it('gives a folder to only one of many that ask at once', async () => {
    const releases = await Promise.all(Array.from({ length: 8 }, () => takeFolder(directory)))
    const won = releases.filter((release) => release !== null)
    expect(won).toHaveLength(1)
    await won[0]!()
  })
})

describe('missingDisplay', () => {
  it('asks for a display on Linux only', () => {
    expect(missingDisplay('linux', {})).toBe('There is no display here')
    expect(missingDisplay('linux', { DISPLAY: ':0' })).toBeNull()
    expect(missingDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBeNull()
    expect(missingDisplay('darwin', {})).toBeNull()
    expect(missingDisplay('win32', {})).toBeNull()
  })
})
