import { parseArgs } from 'node:util'
import { startSimulator, StateFileError, type Simulator, type SimulatorOptions } from './simulator.ts'

const HELP = `A stand-in for Kisi's cloud and for a building's doors.

  --port N        where to listen on 127.0.0.1; 0 takes a free port (default 0)
  --seed N        the world's seed (default 7)
  --world office  which world
  --state FILE    keep the world in this file and go on from it
  --reader KIND   the badge reader's kind: rdm6300 (default) or id12
  --reader-tcp    offer the badge reader on a TCP port instead of a pty
  --no-reader     no badge reader
  --no-rate-limit do not count requests
  --ready-json    say where it is in one line of JSON
  --die-with-parent  end when standard input closes`

class Misused extends Error {}

function readNumber(name: string, text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined) return otherwise
  if (!/^\d{1,10}$/.test(text) || Number(text) > most)
    throw new Misused(`--${name} takes a number up to ${most}, not "${text}".`)
  return Number(text)
}

function readOptions() {
  const { values } = parse()
  const { world = 'office', reader = 'rdm6300' } = values
  if (world !== 'office') throw new Misused(`There is no world "${world}": the one there is, is office.`)
  if (reader !== 'rdm6300' && reader !== 'id12') throw new Misused(`--reader takes rdm6300 or id12, not "${reader}".`)
  const options: SimulatorOptions = {
    port: readNumber('port', values.port, 0, 65_535),
    seed: readNumber('seed', values.seed, 7, 4_294_967_295),
    state: values.state,
    world,
    reader: values['no-reader'] ? false : reader,
    readerOverTcp: values['reader-tcp'],
    rateLimit: !values['no-rate-limit'],
    complain: (sentence) => process.stderr.write(`${sentence}\n`),
  }
  return { options, readyJson: values['ready-json'], dieWithParent: values['die-with-parent'], help: values.help }
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
        state: text,
        reader: text,
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
  if (error instanceof Misused || error instanceof StateFileError) return message
  if (code === 'EADDRINUSE') return `Port ${port} is taken: choose another with --port, or 0 for any free one.`
  if (code === 'EACCES') return `Port ${port} may not be used by this user: choose one above 1023 with --port.`
  return `The simulator could not start: ${message}`
}

function announce(simulator: Simulator, asJson: boolean | undefined) {
  const { url, apiKey, reader, panel } = simulator
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ url, apiKey, reader, panel })}\n`)
    return
  }
  process.stdout.write(`Simulator: ${url}\nAPI key: ${apiKey}\nPanel: ${panel}\n`)
  if (reader) process.stdout.write(`Badge reader: ${reader}\n`)
}

async function main() {
  let port = 0
  try {
    const { options, readyJson, dieWithParent, help } = readOptions()
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
  } catch (error) {
    process.stderr.write(`${reason(error, port)}\n`)
    process.exitCode = 1
  }
}

await main()
