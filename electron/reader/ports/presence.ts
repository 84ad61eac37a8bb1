import { stat } from 'node:fs/promises'

/**
 * Which device a path stands for at this moment: a text that changes when another device takes its place (a `by-id`
 * link after a replug), or null when there is none.
 */
export type PresenceFunction = (path: string) => Promise<string | null>

/** On Unix by the device number behind the path; on Windows, where COM ports are no files, by the list of ports. */
export function createPresence(
  list: () => Promise<{ path: string }[]>,
  platform: NodeJS.Platform = process.platform,
): PresenceFunction {
  if (platform === 'win32') {
    return async (path) => {
      const ports = await list()
      return ports.some((port) => port.path.toUpperCase() === path.toUpperCase()) ? path : null
    }
  }
  return async (path) => {
    try {
      return String((await stat(path)).rdev)
    } catch {
      return null
    }
  }
}
