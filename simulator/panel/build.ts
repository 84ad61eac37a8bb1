import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Where the prepared panel is: a page and its assets, as Vite leaves them. */
export const PREPARED = new URL('../../out/panel/', import.meta.url)

/** Builds the panel where its sources are newer than it; does nothing where they are not. */
const SCRIPT = fileURLToPath(new URL('../../scripts/panel.mjs', import.meta.url))

export interface PanelBuild {
  /**
   * Sees to it that the panel is prepared, in a process of its own, so that nobody's request waits for it. Resolves
   * with null, or with the reason why the panel can't be built.
   */
  prepare(): Promise<string | null>
  close(): void
}

export interface PanelBuildOptions {
  script?: string
  /** One line for whoever runs the simulator. */
  say?: (line: string) => void
}

export function createPanelBuild(options: PanelBuildOptions = {}): PanelBuild {
  const { script = SCRIPT, say = (line) => process.stderr.write(`${line}\n`) } = options
  let child: ChildProcess | null = null
  let running: Promise<string | null> | null = null

  function run(): Promise<string | null> {
    return new Promise((resolve) => {
      let said = ''
      child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true })
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        said += text
        say(text.trimEnd())
      })
      child.once('error', (error) => resolve(error.message))
      child.once('close', (code) => {
        child = null
        running = null
        resolve(code === 0 ? null : said.trim() || 'The panel can’t be built.')
      })
    })
  }

  return {
    prepare: () => (running ??= run()),
    close() {
      child?.kill()
    },
  }
}
