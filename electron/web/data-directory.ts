import { mkdirSync, accessSync, constants } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the platform keeps a program's data: `%APPDATA%`, `~/Library/Application Support` or `$XDG_CONFIG_HOME`. */
export function applicationData(
  platform: NodeJS.Platform = process.platform,
  environment: Record<string, string | undefined> = process.env,
  home = homedir(),
): string {
  if (platform === 'win32') return environment['APPDATA'] || join(home, 'AppData', 'Roaming')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support')
  return environment['XDG_CONFIG_HOME'] || join(home, '.config')
}

/** The folder of the desk's data when none is named. */
export function defaultDataDirectory(): string {
  return join(applicationData(), 'Frontdesk', 'desk')
}

/** Makes the data folder (mode 0700). Throws with one sentence when it cannot be had or written to. */
export function prepareDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    accessSync(directory, constants.R_OK | constants.W_OK)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new Error(
      `The data folder ${directory} can't be used (${code}). Give another with --data, or mend its permissions.`,
      { cause: error },
    )
  }
}
