import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { root } from './paths.mjs'

const stopTimeoutMs = 6_000
const rememberedLines = 20

/**
 * Starts a process that lives as long as this one: its standard input is a pipe whose end it takes as the sign to
 * stop, so it ends even when this process is killed. What it says on standard error is kept, not shown.
 */
export function startProcess(command, parameters, environment) {
  const child = spawn(command, parameters, { cwd: root, env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
  const said = []
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, signal: null, said: [error.message] }))
    child.once('close', (code, signal) => resolve({ code, signal, said }))
  })
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line)
    if (said.length > rememberedLines) said.shift()
  })
  child.stdin.on('error', () => undefined)
  const lines = createInterface({ input: child.stdout })

  return {
    pid: child.pid,
    /** Resolves with `{ code, signal, said }` when the process has ended. */
    exited,
    /** Resolves with the first line on standard output as JSON, or null when it ends or is silent for too long. */
    ready(timeoutMs) {
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(null), timeoutMs)
        lines.once('line', (line) => {
          clearTimeout(timer)
          resolve(parseJson(line))
        })
        void exited.then(() => {
          clearTimeout(timer)
          resolve(null)
        })
      })
    },
    /** Ends the process: asked first, killed when it does not go. */
    async stop() {
      child.stdin.end()
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
      await exited
      clearTimeout(timer)
    },
  }
}

function parseJson(line) {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
