import { spawn } from 'node:child_process'
import { root } from './paths.mjs'

const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * Runs a command to its end in the repository's folder.
 * Answers `{ code, output }`, the output being standard output and standard error as they came. Never rejects: a
 * command that cannot be started has code 127.
 */
export function run(command, parameters, options = {}) {
  const { timeoutMs, onOutput, ...spawnOptions } = options
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(command, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...spawnOptions })
    running.add(child)
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    const collect = (chunk) => {
      output += chunk
      onOutput?.(String(chunk))
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.once('error', (error) => {
      running.delete(child)
      clearTimeout(timer)
      resolve({ code: 127, output: `${output}${error.message}\n` })
    })
    child.once('close', (code, signal) => {
      running.delete(child)
      clearTimeout(timer)
      resolve({ code: code ?? (signal === null ? 1 : 128), output })
    })
  })
}

/** Runs npm; on Windows it is a batch file, which only a shell can start. */
export function runNpm(parameters, options = {}) {
  return run('npm', parameters, { ...options, shell: process.platform === 'win32' })
}
