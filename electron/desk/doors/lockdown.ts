import { DeskError } from '../../contract/errors.ts'
import type { DeskStatus } from '../../contract/status.ts'
import type { Handlers } from '../../contract/table.ts'
import type { KisiClient, KisiHealth } from '../../kisi/types.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { Queue } from '../../queue/queue.ts'
import type { Command, Outcome } from '../../queue/types.ts'
import type { Store } from '../../store/store.ts'
import type { Facts } from '../support/facts.ts'

type Kind = 'door.lock_down' | 'door.release' | 'place.lock_down' | 'place.release'

type Notice = DeskStatus['notices'][number]
/** What the facts are called that keep how alarms went. */
const family = 'alarm'

/** How a lockdown, or its end, is spoken of. */
const words = {
  lock_down: { done: 'is locked down', not: 'is not locked down', unclear: 'may or may not be locked down' },
  release: { done: 'is released', not: 'is still locked down', unclear: 'may or may not be released' },
}

const wordsOf = (kind: Kind) => (kind.endsWith('lock_down') ? words.lock_down : words.release)

export interface Lockdown {
  handlers: Pick<
    Handlers,
    'doors.lock_down' | 'doors.release' | 'places.lock_down' | 'places.release' | 'notices.put_away'
  >
  /** How the last lockdown of each door and place went, until somebody has seen it or the next one there. */
  notices(): DeskStatus['notices']
}

/**
 * Locking down a door or a whole place, and releasing it. Refused at once where it cannot be delivered; otherwise tried
 * hard for a minute; and however it ends, it is said, and stays said across restarts until somebody has seen it.
 */
export function createLockdown(options: {
  store: Store
  facts: Facts
  queue: Queue
  mirror(): Mirror
  kisi(): KisiClient
  health(): Pick<KisiHealth, 'state'> | null
  clockTime(at: number): string
  onChange(): void
  /** Called when Kisi may have changed a door, so that it is read again soon. */
  onSent(): void
}): Lockdown {
  const { store, facts, queue, mirror } = options

  /** Belongs into the transaction that settles the alarm. */
  function keep(id: string, tone: 'info' | 'danger', message: string): void {
    facts.set(`${family}:${id}`, JSON.stringify({ id, tone, message, untilSeen: true } satisfies Notice))
  }

  function say(command: Command, outcome: Outcome): void {
    const kind = command.kind as Kind
    const spoken = wordsOf(kind)
    const name = command.object ?? ''
    const time = options.clockTime(outcome.at)
    options.onSent()
    const id = `lockdown-${kind.split('.')[0]}-${String(command.parameters['id'])}`
    if (outcome.state === 'completed') {
      keep(id, 'info', `${name} ${spoken.done} since ${time}, says Kisi.`)
    } else if (outcome.state === 'unknown') {
      keep(id, 'danger', `${name} ${spoken.unclear}: no answer came by ${time}. Look at the doors, then try again.`)
    } else {
      const why = outcome.problem === null ? '' : ` ${outcome.problem}`
      keep(id, 'danger', `${name} ${spoken.not}. It was given up at ${time}.${why}`)
    }
    options.onChange()
  }

  const send: Record<Kind, (id: number, call: Parameters<KisiClient['lockDown']>[2]) => Promise<void>> = {
    'door.lock_down': (id, call) => options.kisi().lockDown('locks', id, call),
    'door.release': (id, call) => options.kisi().cancelLockdown('locks', id, call),
    'place.lock_down': (id, call) => options.kisi().lockDown('places', id, call),
    'place.release': (id, call) => options.kisi().cancelLockdown('places', id, call),
  }
  for (const kind of Object.keys(send) as Kind[]) {
    queue.register({
      kind,
      send: (command, signal) =>
        send[kind](Number(command.parameters['id']), { priority: 'click', signal, timeoutMs: 5000 }),
      settled: say,
    })
  }

  async function ask(kind: Kind, id: number, name: string | undefined, requestId: string): Promise<{ at: string }> {
    const spoken = wordsOf(kind)
    if (name === undefined) throw new DeskError('not_found', 'That is not in Kisi any more.')
    const state = options.health()?.state ?? 'offline'
    if (state === 'refused') {
      throw new DeskError(
        'unauthorized',
        `${name} ${spoken.not}. Kisi no longer accepts this desk’s key: act at the doors themselves.`,
      )
    }
    if (state !== 'online') {
      throw new DeskError('offline', `${name} ${spoken.not}. There is no network: act at the doors themselves.`)
    }
    const outcome = await queue.runAlarm({
      key: `alarm:${requestId}`,
      kind,
      class: 'alarm',
      parameters: { id },
      subject: '',
      object: name,
      entities: [],
    })
    if (outcome.state === 'completed') return { at: new Date(outcome.at).toISOString() }
    if (outcome.state === 'unknown') {
      throw new DeskError('unknown_outcome', `${name} ${spoken.unclear}: no answer came. Look at the doors.`)
    }
    throw new DeskError('refused', `${name} ${spoken.not}. ${outcome.problem ?? 'Kisi refused it.'}`)
  }

  const doorName = (id: number): string | undefined => mirror().lock(id)?.name
  const placeName = (id: number): string | undefined =>
    mirror()
      .places()
      .find((place) => place.id === id)?.name

  return {
    notices: () => facts.family(family).map(({ value }) => JSON.parse(value) as Notice),
    handlers: {
      'notices.put_away': ({ noticeId }) => {
        store.transaction(() => facts.remove(`${family}:${noticeId}`))
        options.onChange()
        return {}
      },
      'doors.lock_down': ({ doorId, requestId }) => ask('door.lock_down', doorId, doorName(doorId), requestId),
      'doors.release': ({ doorId, requestId }) => ask('door.release', doorId, doorName(doorId), requestId),
      'places.lock_down': ({ placeId, requestId }) => ask('place.lock_down', placeId, placeName(placeId), requestId),
      'places.release': ({ placeId, requestId }) => ask('place.release', placeId, placeName(placeId), requestId),
    },
  }
}
