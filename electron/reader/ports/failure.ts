import { describeAddress, PortError } from './port.ts'
import type { PortAddress, PortFailure } from './port.ts'

export interface ExplainedFailure {
  failure: PortFailure
  state: 'unplugged' | 'refused'
  /** One sentence for a receptionist: what is so, then what to do. */
  message: string
}

/**
 * The bindings of serialport 13 give open errors a message and no code, so the message is what there is to go by.
 * Order matters: "Cannot lock port" also says "temporarily unavailable".
 */
const signs: readonly (readonly [RegExp, PortFailure])[] = [
  [/EACCES|EPERM|permission denied|operation not permitted/i, 'permission'],
  [/cannot lock port|temporarily unavailable|resource busy|EBUSY|access (?:is )?denied/i, 'busy'],
  [/no such (?:file|device)|file not found|not configured|ENOENT|ENXIO|ENODEV/i, 'missing'],
  [/inappropriate ioctl|is a directory|not a typewriter|invalid argument|ENOTTY|EISDIR|ENOTDIR/i, 'not_serial'],
  [/ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EPIPE/i, 'unanswered'],
  [/ENOTFOUND|EAI_AGAIN/i, 'unanswered'],
]

/** What an error from opening a port means to the person at the desk. */
export function explainFailure(
  error: unknown,
  address: PortAddress,
  platform: NodeJS.Platform = process.platform,
): ExplainedFailure {
  const failure = classify(error)
  const state = failure === 'missing' || failure === 'unanswered' ? 'unplugged' : 'refused'
  return { failure, state, message: sentence(failure, error, address, platform) }
}

/** What is said when a port that was open is gone. */
export function explainLoss(address: PortAddress): string {
  return address.kind === 'serial'
    ? 'The reader was unplugged: plug it in again and it carries on by itself.'
    : `The reader at ${describeAddress(address)} went away: the desk keeps trying to reach it.`
}

/** What is said when bytes keep coming and none of them is a card. */
export function garbledMessage(baudRate: number): string {
  return `The reader sends something that is no badge: check that it is the badge reader and that it is set to ${baudRate} baud.`
}

/** What is said when what comes is not even text. */
export function noiseMessage(baudRate: number): string {
  return `The reader sends noise and no badge: set it up again to find its speed, which seems not to be ${baudRate} baud.`
}

export const gpsMessage = 'This is a GPS receiver and no badge reader: choose another port.'

function classify(error: unknown): PortFailure {
  if (error instanceof PortError) return error.failure
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const text = `${code} ${error instanceof Error ? error.message : String(error)}`
  return signs.find(([sign]) => sign.test(text))?.[1] ?? 'other'
}

function sentence(failure: PortFailure, error: unknown, address: PortAddress, platform: NodeJS.Platform): string {
  const where = describeAddress(address)
  switch (failure) {
    case 'missing':
      return `No reader is plugged in at ${where}: plug it in and it starts by itself.`
    case 'permission': {
      if (platform !== 'linux') return `This user may not open ${where}: ask whoever looks after this computer.`
      const group = (error instanceof PortError ? error.group : null) ?? 'dialout'
      return `This user may not open ${where}: run "sudo usermod -aG ${group} $USER", then sign out and in again.`
    }
    case 'stale_login':
      return `This user may open ${where} from the next sign-in on: sign out and in again.`
    case 'not_installed':
      return `${where} needs the package nfc-pcsc, which is not installed: install it, or set the reader to type like a keyboard.`
    case 'busy':
      return `Another program is using ${where}: close it and the reader starts by itself.`
    case 'not_serial':
      return `${where} is not a serial port: choose the reader’s port from the list.`
    case 'unanswered':
      return `Nothing answers at ${where}: check the address, the network cable and that the box is switched on.`
    case 'other':
      return `${where} cannot be opened: unplug the reader, plug it in again, or choose another port.`
  }
}
