import type { Door } from '../shapes.ts'

/** What a door's hardware or rights answered, in words; Kisi's own sentence for a code that is not listed here. */
const REFUSALS: Record<string, string> = {
  afc496: 'no right to this door',
  f35ade: 'the right has ended',
  f358de: 'the right has not begun',
  '34ffaa': 'not at this hour',
  fcd8ff: 'suspended',
  faa9ef: 'Kisi does not know the card',
  faa9ff: 'the card is not activated',
  fad001: 'the door is locked down',
  fad002: 'the building is locked down',
  ff420a: 'the door has no controller',
  fac001: 'the controller is offline',
  fbc000: 'the controller takes new firmware',
  fad110: 'a schedule holds it open already',
  f01337: 'the right does not include the app',
  bbc93f: 'only at the reader',
}

export const refusalWords = (code: string, otherwise?: string): string =>
  REFUSALS[code] ?? (otherwise === undefined ? `refused with ${code}` : otherwise.replace(/\.$/, '').toLowerCase())

const BY: Record<string, string> = {
  login: 'from the desk or an app',
  card: 'by card',
  link: 'by link',
  access_key: 'by access key',
  pin: 'by PIN',
  exit_button: 'by the exit button',
}

interface Times {
  times: { seconds(at: string): string }
}

/** `Let in Leilani at 09:40:02, by card`. */
export function decisionWords(last: NonNullable<Door['last']>, { times }: Times): { opened: boolean; words: string } {
  const at = times.seconds(last.at)
  const who = last.who ?? 'somebody'
  if (last.by === 'exit_button') {
    return { opened: last.opened, words: `${last.opened ? 'Let out' : 'Kept in'} at ${at}, ${BY[last.by]}` }
  }
  if (last.opened) return { opened: true, words: `Let in ${who} at ${at}, ${BY[last.by] ?? last.by}` }
  return { opened: false, words: `Refused ${who} at ${at}: ${refusalWords(last.refusal ?? '')}` }
}
