import { parseArgs } from 'node:util'
import { READER_PROTOCOLS, type ReaderProtocol } from './hardware/badge-readers/kinds.ts'
import { report } from './scenarios/report.ts'
import { SCENARIO_NAMES, scenarioOf } from './scenarios/scenarios.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { startSimulator, StateFileError, type Simulator, type SimulatorOptions } from './simulator.ts'
import { FASTEST } from './world/clock.ts'
import { WorldFileError } from './world/plans/world-file.ts'

const HELP = `A stand-in for Kisi's cloud and for a building's doors.

  --port N        where to listen on 127.0.0.1; 0 takes a free port (default 0)
  --seed N        the world's seed (default 7)
  --world NAME    which world: harbour (default; 12 doors, 60 people), small (3, 20), office (40, 500)
                  or campus (400, 20,000 on 5 places);
                  or a JSON file: see docs/simulator-worlds.md
  --state FILE    keep the world in this file and go on from it; a snapshot is such a file too
  --clock HOW     how the time goes: real (default), frozen, or so many times as fast, e.g. 60x
  --start TIME    what time it is in a new world at its start, e.g. 2026-05-04T08:00:00Z; with --clock frozen the same
                  seed and the same calls then give the same answers, byte by byte
  --time-zone Z   an IANA time zone for the places of a new world (default Europe/Amsterdam)
  --reader KIND   a badge reader, rdm6300 when missing; may be repeated. Kinds:
                  ${READER_PROTOCOLS.join(' ')}
  --reader-tcp    offer the badge readers on TCP ports instead of ptys
  --no-reader     no badge readers
  --no-rate-limit do not count requests
  --scenario NAME play it, say what came of it and end, with 0 when everything held: ${SCENARIO_NAMES.join(', ')};
                  in the world office and on a frozen clock when nothing else is said
  --ready-json    say where it is in one line of JSON
  --die-with-parent  end when standard input closes`

class Misused extends Error {}

function readNumber(name: string, text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined) return otherwise
  if (!/^\d{1,10}$/.test(text) || Number(text) > most)
    throw new Misused(`--${name} takes a number up to ${most}, not "${text}".`)
  return Number(text)
}

function readProtocol(text: string): ReaderProtocol {
  const protocol = READER_PROTOCOLS.find((each) => each === text)
  if (!protocol) throw new Misused(`--reader takes one of ${READER_PROTOCOLS.join(', ')}, not "${text}".`)
  return protocol
}

function readClock(text: string): SimulatorOptions['clock'] {
  if (text === 'real' || text === 'frozen') return { mode: text }
  const rate = /^(\d{1,4})x$/.exec(text)?.[1]
  if (rate === undefined || Number(rate) < 1 || Number(rate) > FASTEST) {
    throw new Misused(`--clock takes real, frozen, or 1x to ${FASTEST}x, not "${text}".`)
  }
  return { mode: 'fast', rate: Number(rate) }
}

/** Milliseconds since the epoch. */
function readInstant(text: string): number {
  const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  if (Number.isNaN(moment)) throw new Misused(`--start takes a time such as 2026-05-04T08:00:00Z, not "${text}".`)
  return moment
}

function readTimeZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch {
    throw new Misused(`--time-zone takes a name such as Europe/Amsterdam, not "${text}".`)
  }
}

function readScenario(name: string): Scenario {
  const scenario = scenarioOf(name)
  if (!scenario) throw new Misused(`--scenario takes one of ${SCENARIO_NAMES.join(', ')}, not "${name}".`)
  return scenario
}

/** What a scenario is played with where nothing else is said: its own hour, as fast as the machine allows. */
function withDefaults(options: SimulatorOptions, scenario: Scenario | null): SimulatorOptions {
  if (!scenario) return options
  const { world = 'office', clock = { mode: 'frozen' }, start = Date.parse(scenario.start) } = options
  // Requests are counted by real time, of which a frozen clock takes hardly any.
  const rateLimit = clock.mode === 'real' && options.rateLimit
  return { ...options, world, clock, start: clock.mode === 'real' ? options.start : start, rateLimit }
}

function readOptions() {
  const { values } = parse()
  const { world, reader: kinds = values.scenario === undefined ? ['rdm6300'] : [] } = values
  const scenario = values.scenario === undefined ? null : readScenario(values.scenario)
  const options: SimulatorOptions = {
    port: readNumber('port', values.port, 0, 65_535),
    seed: readNumber('seed', values.seed, 7, 4_294_967_295),
    state: values.state,
    world,
    clock: values.clock === undefined ? undefined : readClock(values.clock),
    start: values.start === undefined ? undefined : readInstant(values.start),
    timeZone: values['time-zone'] === undefined ? undefined : readTimeZone(values['time-zone']),
    readers: values['no-reader'] ? [] : kinds.map((kind) => ({ protocol: readProtocol(kind) })),
    readerOverTcp: values['reader-tcp'],
    rateLimit: !values['no-rate-limit'],
    complain: (sentence) => process.stderr.write(`${sentence}\n`),
  }
  return {
    options: withDefaults(options, scenario),
    scenario,
    readyJson: values['ready-json'],
    dieWithParent: values['die-with-parent'],
    help: values.help,
  }
}

function parse() {
  const flag = { type: 'boolean' } as const
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      options: {
        port: text,
        seed: text,
        world: text,
        clock: text,
        start: text,
        'time-zone': text,
        state: text,
        scenario: text,
        reader: { ...text, multiple: true },
        'reader-tcp': flag,
        'no-reader': flag,
        'no-rate-limit': flag,
        'ready-json': flag,
        'die-with-parent': flag,
        help: flag,
      },
    })
  } catch (error) {
    throw new Misused((error as Error).message)
  }
}

/** One sentence for whatever kept the simulator from starting. */
function reason(error: unknown, port: number): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (error instanceof Misused || error instanceof StateFileError || error instanceof WorldFileError) return message
  if (code === 'EADDRINUSE') return `Port ${port} is taken: choose another with --port, or 0 for any free one.`
  if (code === 'EACCES') return `Port ${port} may not be used by this user: choose one above 1023 with --port.`
  return `The simulator could not start: ${message}`
}

function announce(simulator: Simulator, asJson: boolean | undefined) {
  const { url, apiKey, reader, readers, panel } = simulator
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ url, apiKey, reader, readers, panel })}\n`)
    return
  }
  const lines = readers.map(({ path, protocol }) => `Badge reader: ${path} (${protocol})\n`)
  process.stdout.write(`Simulator: ${url}\nAPI key: ${apiKey}\nPanel: ${panel}\n${lines.join('')}`)
}

async function main() {
  let port = 0
  try {
    const { options, scenario, readyJson, dieWithParent, help } = readOptions()
    if (help) {
      process.stdout.write(`${HELP}\n`)
      return
    }
    port = options.port ?? 0
    const simulator = await startSimulator(options)
    let ending = false
    const end = () => {
      if (ending) return
      ending = true
      void simulator.close().then(() => process.exit(0))
    }
    process.on('SIGINT', end)
    process.on('SIGTERM', end)
    if (dieWithParent) {
      process.stdin.on('end', end).on('close', end).on('error', end)
      process.stdin.resume()
    }
    announce(simulator, readyJson)
    if (scenario) {
      const run = await simulator.scenarios.start(scenario)?.ended
      if (run) process.stdout.write(`${report(run)}\n`)
      process.exitCode = run?.state === 'passed' ? 0 : 1
      await simulator.close()
    }
  } catch (error) {
    process.stderr.write(`${reason(error, port)}\n`)
    process.exitCode = 1
  }
}

await main()
