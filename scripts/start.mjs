import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openBrowser } from './lib/browser.mjs'
import { bringElectron, missingDisplay } from './lib/electron.mjs'
import { help, parseFlags } from './lib/flags.mjs'
import { takeFolder } from './lib/one-at-a-time.mjs'
import { inRoot, root } from './lib/paths.mjs'
import { planStart } from './lib/plan.mjs'
import { startProcess } from './lib/processes.mjs'
import { say, Stop } from './lib/say.mjs'
import { setUp } from './setup.mjs'

const readyTimeoutMs = 30_000

/** What was started, in the order of starting; ended in reverse. */
const started = []
let ending = false

async function end(exitCode) {
  if (ending) return
  ending = true
  for (const stop of started.reverse()) await stop()
  process.exit(exitCode)
}

process.on('SIGINT', () => void end(0))
process.on('SIGTERM', () => void end(0))
process.on('SIGHUP', () => void end(0))

async function main() {
  const flags = parseFlags(process.argv.slice(2))
  if (flags.help) {
    process.stdout.write(help)
    return
  }
  const plan = planStart(flags)
  const node = await setUp()
  const electron = await chooseElectron(flags, node)
  makeFolder(plan.directory)

  const release = await takeFolder(plan.directory)
  if (release === null) return showRunning(plan, electron)
  started.push(release)

  const desk = plan.demo ? await startDemo(flags, plan, node) : configuredDesk(flags, plan)
  if (electron === null || !(await runElectron(electron, desk))) await runBrowserHost(flags, node, desk)
}

/** Electron's executable, or null, after one line on why, when the desk is to be served to the browser. */
async function chooseElectron(flags, node) {
  if (flags.browser) return null
  const missing = missingDisplay()
  const { path, reason } = missing === null ? await bringElectron(node) : { reason: missing }
  if (path !== undefined) return path
  say(`${reason}, so the desk is served to the browser.`)
  return null
}

function makeFolder(directory) {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new Stop(`The folder ${directory} can’t be used (${error.code}). Give another one with --data DIR.`)
  }
}

/** The desk is already running: its window comes to the front, or a sentence says so. */
async function showRunning(plan, electron) {
  if (electron !== null) {
    const second = startProcess(electron, [...electronParameters(), root, '--data', plan.directory], process.env)
    const { code } = await second.exited
    if (code === 0) return
  }
  throw new Stop(
    `Frontdesk is already running with the data in ${plan.directory}. Use that one, or give another --data.`,
  )
}

async function startDemo(flags, plan, node) {
  say('Starting the demo building …')
  const environment = { ...process.env }
  delete environment.KISI_API_KEY
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const world = ['--seed', String(flags.seed), '--state', join(plan.directory, 'world.json'), '--time-zone', timeZone]
  const simulator = startProcess(
    node,
    [inRoot('simulator', 'cli.ts'), ...['--ready-json', '--die-with-parent', '--port', '0'], ...world],
    environment,
  )
  started.push(() => simulator.stop())
  const ready = await simulator.ready(readyTimeoutMs)
  if (ready === null) throw new Stop(await whyNotStarted('The simulator', simulator))
  void simulator.exited.then(() => {
    if (ending) return
    say('The simulator has stopped unexpectedly; start again.')
    void end(1)
  })
  say(`Demo building: ${ready.panel}`)
  const parameters = ['--data', plan.directory, '--demo', '--kisi', ready.url]
  if (ready.reader) parameters.push('--reader', ready.reader)
  return { parameters, environment: { ...process.env, KISI_API_KEY: ready.apiKey } }
}

function configuredDesk(flags, plan) {
  const parameters = ['--data', plan.directory]
  if (flags.kisi !== null) parameters.push('--kisi', flags.kisi)
  return { parameters, environment: process.env }
}

/** Runs the desk in Electron to its end. Answers false when this machine cannot run Electron after all. */
async function runElectron(executable, desk) {
  say('Opening the desk …')
  const electron = startProcess(
    executable,
    [...electronParameters(), root, ...desk.parameters, '--die-with-parent'],
    desk.environment,
  )
  const stop = () => electron.stop()
  started.push(stop)
  const { code, said } = await electron.exited
  started.splice(started.indexOf(stop), 1)
  if (ending) return true
  if (code === 0) return end(0).then(() => true)
  const unable = said.find((line) =>
    /error while loading shared libraries|Missing X server|cannot open display/.test(line),
  )
  if (unable !== undefined || code === 127) {
    say('Electron can’t run on this machine, so the desk is served to the browser.')
    return false
  }
  say('The desk has stopped unexpectedly; nothing that was saved is lost. Start it again.')
  return end(1).then(() => true)
}

async function runBrowserHost(flags, node, desk) {
  const port = flags.port === null ? [] : ['--port', String(flags.port)]
  const host = startProcess(
    node,
    [inRoot('electron', 'web', 'main.ts'), ...desk.parameters, ...port, '--ready-json', '--die-with-parent'],
    desk.environment,
  )
  started.push(() => host.stop())
  const ready = await host.ready(readyTimeoutMs)
  if (ending) return
  if (ready === null) throw new Stop(await whyNotStarted('The desk', host))
  process.stdout.write(`Frontdesk: ${ready.url}\n`)
  if (flags.open) openBrowser(ready.url)
  const { code } = await host.exited
  if (ending) return
  if (code !== 0) say('The desk has stopped unexpectedly; nothing that was saved is lost. Start it again.')
  await end(code === 0 ? 0 : 1)
}

/** As root on Linux Chromium refuses to start with its sandbox. */
function electronParameters() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

async function whyNotStarted(name, child) {
  await child.stop()
  const { said } = await child.exited
  const reason = said.filter((line) => line.trim() !== '').at(-1)
  return reason === undefined ? `${name} did not start in time; try again.` : reason
}

try {
  await main()
} catch (error) {
  if (!ending) say(error instanceof Stop ? error.message : `Frontdesk can’t start: ${error.message}`)
  await end(error.exitCode ?? 1)
}
