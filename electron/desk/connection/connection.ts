import { DeskError } from '../../contract/errors.ts'
import type { DeskStatus } from '../../contract/status.ts'
import type { Handlers } from '../../contract/table.ts'
import type { KisiClient } from '../../kisi/types.ts'
import type { Clock, Log, Secrets, Settings } from '../ports.ts'
import type { Facts } from '../support/facts.ts'
import { probe, tidyAddress, tidyKey } from './probe.ts'
import { createUnconnectedKisi } from './unconnected.ts'

/** The name under which the Kisi key is kept. */
const keyName = 'kisi-key'

/** What works while there is a connection, and ends with it. */
export interface Line {
  close(): Promise<void>
}

export interface Connection {
  handlers: Pick<Handlers, 'connection.test' | 'connection.save' | 'connection.forget'>
  kisi(): KisiClient
  organization(): DeskStatus['organization']
  status(): Omit<DeskStatus['connection'], 'nextTryAt'>
  notices(): DeskStatus['notices']
  start(): Promise<void>
  close(): Promise<void>
}

/**
 * Which Kisi this desk speaks to. The key comes from this run's arguments or from the secrets, goes to the client, and
 * is never handed out again. Records belong to one organization for good: another one's key is refused.
 */
export function createConnection(options: {
  facts: Facts
  secrets: Secrets
  settings: Settings
  /** A connection for this run only. */
  given: { address: string; key: string } | null
  demo: boolean
  createKisi(address: string, key: string): KisiClient
  /** How fast this desk may ask that Kisi, and whether it shares the pace with another program. */
  pace(address: string): { readonly perSecond: number; readonly shared: boolean }
  /** Starts what lives as long as a connection. */
  openLine(kisi: KisiClient): Line
  clock: Clock
  log: Log
  onChange(): void
  /** Kisi answers again, after it did not. */
  onReachable(): void
}): Connection {
  const { facts, secrets, settings, clock, log, onChange } = options
  const unconnected = createUnconnectedKisi()
  let current: { kisi: KisiClient; line: Line | null; address: string; unsubscribe(): void } | null = null
  let kept: DeskStatus['connection']['keyKept'] = null
  let foreign: string | null = null
  let limited: string | null = null
  let unread: string | null = null
  let closed = false
  function sharing(): DeskStatus['notices'] {
    if (current === null || !options.pace(current.address).shared) return []
    const message =
      'Kisi asked this desk to go slower, most likely because another program uses the same Kisi user. Give the desk a user of its own.'
    return [{ id: 'pace-shared', tone: 'info', message }]
  }

  const probing = new Set<KisiClient>()

  const remembered = (): DeskStatus['organization'] => {
    const id = facts.get('organization_id')
    return id === null ? null : { id: Number(id), name: facts.get('organization_name') ?? '' }
  }

  /** Remembers whose records these are, the first time; later on answers whether it is the same organization. */
  function belongsHere(organization: { id: number; name: string }): boolean {
    const known = remembered()
    if (known !== null && known.id !== organization.id) return false
    facts.set('organization_id', String(organization.id))
    facts.set('organization_name', organization.name)
    return true
  }

  const foreignSentence = (name: string): string =>
    `These records are ${remembered()?.name ?? 'another organization'}’s, and the key is ${name}’s. Use their key, or start with another --data folder.`

  /**
   * Whether this key's user holds any role beyond single groups. Someone who does not sees an almost empty building,
   * which must not pass for the whole of it.
   */
  async function lookAtRights(kisi: KisiClient, ownerId: number | null): Promise<void> {
    const call = { priority: 'background' as const }
    const user = await kisi.currentUser(call)
    if (user.id === ownerId) return
    const { items } = await kisi.roleAssignments({
      ...call,
      assigneeType: 'User',
      assigneeId: user.id,
      limit: 100,
      offset: 0,
    })
    if (items.some((right) => right.appliesToType !== 'Group')) return
    if (current?.kisi !== kisi) return
    limited = `This desk’s key is ${user.name}’s, who may not see or change the building. Use a key of an administrator or the owner.`
    onChange()
  }

  async function recognise(kisi: KisiClient): Promise<void> {
    const organization = await kisi.organization({ priority: 'background' })
    if (current?.kisi !== kisi) return
    foreign = belongsHere(organization) ? null : foreignSentence(organization.name)
    if (foreign === null) current.line ??= options.openLine(kisi)
    else await closeLine()
    onChange()
    lookAtRights(kisi, organization.ownerId).catch((error: unknown) =>
      log.info('connection.rights_unknown', { message: error instanceof Error ? error.message : String(error) }),
    )
  }

  function connect(address: string, key: string): void {
    const kisi = options.createKisi(address, key)
    let state = kisi.health.state
    let retry: NodeJS.Timeout | undefined
    const attempt = (): void => {
      recognise(kisi).catch((error: unknown) => {
        log.info('connection.not_yet', { message: error instanceof Error ? error.message : String(error) })
        if (current?.kisi === kisi) retry = setTimeout(attempt, 3000)
      })
    }
    const unsubscribe = kisi.health.onChange(() => {
      const before = state
      state = kisi.health.state
      if (state === 'online' && before !== 'online') options.onReachable()
      onChange()
    })
    current = {
      kisi,
      line: null,
      address,
      unsubscribe() {
        clearTimeout(retry)
        unsubscribe()
      },
    }
    attempt()
    onChange()
  }

  async function closeLine(): Promise<void> {
    const line = current?.line
    if (current !== null) current.line = null
    await line?.close()
  }

  async function disconnect(): Promise<void> {
    const ending = current
    current = null
    foreign = null
    limited = null
    if (ending === null) return
    ending.unsubscribe()
    await ending.line?.close()
    ending.kisi.close()
  }

  let latest: Promise<unknown> = Promise.resolve()
  /** One change of the connection after another: two windows may save, or forget, at the same moment. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = latest.then(() => {
      if (closed) throw new DeskError('not_ready', 'Frontdesk is closing.')
      return work()
    })
    latest = turn.catch(() => undefined)
    return turn
  }

  async function test(input: { address: string; key: string }) {
    const address = tidyAddress(input.address)
    const key = tidyKey(input.key)
    const kisi = options.createKisi(address, key)
    probing.add(kisi)
    try {
      return { address, key, report: await probe(kisi, clock) }
    } finally {
      probing.delete(kisi)
      kisi.close()
    }
  }

  return {
    // Nothing is sent before Kisi has said whose building this is.
    kisi: () => (current === null || current.line === null ? unconnected : current.kisi),
    organization: remembered,
    notices: () => [
      ...(limited === null ? [] : [{ id: 'key-limited', tone: 'warning' as const, message: limited }]),
      ...sharing(),
      ...(unread === null ? [] : [{ id: 'key-unread', tone: 'danger' as const, message: unread }]),
    ],
    status() {
      const health = current?.kisi.health
      if (current === null || health === undefined) {
        return { state: 'none', since: null, address: null, message: null, keyKept: null }
      }
      return {
        state: foreign === null ? health.state : 'refused',
        since: new Date(health.since).toISOString(),
        address: current.address,
        message: foreign ?? health.message,
        keyKept: kept,
      }
    },
    async start() {
      if (options.given !== null) {
        kept = 'memory'
        connect(options.given.address, options.given.key)
        return
      }
      const address = settings.get().kisiAddress
      if (address === null) return
      let key: string | null
      try {
        key = await secrets.get(keyName)
      } catch (error) {
        log.warn('connection.key_unread', { error: error instanceof Error ? error.name : 'unknown' })
        unread = 'The key for Kisi can’t be read from where it is kept. Save it once more under Settings.'
        return
      }
      if (key === null || closed) return
      kept = secrets.kept
      connect(address, key)
    },
    async close() {
      closed = true
      for (const kisi of probing) kisi.close()
      await disconnect()
      await latest
    },
    handlers: {
      'connection.test': async (input) => (await test(input)).report,
      'connection.save': async (input) => {
        if (options.demo) {
          throw new DeskError(
            'conflict',
            'This is the demo building, and its records stay apart. Close Frontdesk and start it with --kisi and your address.',
          )
        }
        return inTurn(async () => {
          const { address, key, report } = await test(input)
          const known = remembered()
          if (known !== null && known.id !== report.organization.id) {
            throw new DeskError('conflict', foreignSentence(report.organization.name), 'key')
          }
          await disconnect()
          // The old key must never be sent to the new address, nor the new key to the old one, wherever this stops.
          settings.set({ kisiAddress: null })
          await secrets.set(keyName, key)
          settings.set({ kisiAddress: address })
          kept = secrets.kept
          unread = null
          if (!closed) connect(address, key)
          return report
        })
      },
      'connection.forget': () =>
        inTurn(async () => {
          await disconnect()
          settings.set({ kisiAddress: null })
          await secrets.remove(keyName)
          kept = null
          unread = null
          onChange()
          return {}
        }),
    },
  }
}
