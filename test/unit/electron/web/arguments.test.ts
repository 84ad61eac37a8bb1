import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseWebArguments } from '../../../../electron/web/arguments.ts'
import { applicationData, prepareDataDirectory } from '../../../../electron/web/data-directory.ts'

describe('parseWebArguments', () => {
  it('reads its own flags among those of the desk', () => {
    expect(
      parseWebArguments(['--data', '/d', '--port', '4000', '--ready-json', '--demo', '--die-with-parent']),
    ).toEqual({
      port: 4000,
      readyJson: true,
      dieWithParent: true,
    })
  })

  it('takes any free port when none is named', () => {
    expect(parseWebArguments([])).toEqual({ port: null, readyJson: false, dieWithParent: false })
  })

  it.each(['http', '-1', '65536', '1e3', ' 80', ''])('refuses the port “%s” with a sentence that names it', (port) => {
    expect(() => parseWebArguments([`--port=${port}`])).toThrow(`--port takes a number from 0 to 65535, not “${port}”.`)
  })
})

describe('the data folder', () => {
  it('is where each platform keeps a program’s data', () => {
    expect(applicationData('linux', {}, '/home/a')).toBe(join('/home/a', '.config'))
    expect(applicationData('linux', { XDG_CONFIG_HOME: '/x' }, '/home/a')).toBe('/x')
    expect(applicationData('darwin', {}, '/Users/a')).toBe(join('/Users/a', 'Library', 'Application Support'))
    expect(applicationData('win32', { APPDATA: 'C:\\A' }, 'C:\\Users\\a')).toBe('C:\\A')
  })

  it('is refused with one sentence when it cannot be a folder', () => {
    const directory = mkdtempSync(join(tmpdir(), 'frontdesk-data-'))
    const file = join(directory, 'file')
    writeFileSync(file, '')
    expect(() => prepareDataDirectory(join(file, 'desk'))).toThrow(
      /can't be used \(ENOTDIR\)\. Give another with --data/,
    )
    rmSync(directory, { recursive: true })
  })
})
