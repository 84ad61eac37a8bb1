import type { Handlers } from '../contract/table.ts'
import { createKisiClient } from '../kisi/client.ts'
import { createPacers } from '../kisi/pacers.ts'
import { createKisiTime, type KisiTime } from '../kisi/time.ts'
import { createMirror } from '../mirror/mirror.ts'
import type { Mirror } from '../mirror/types.ts'
import { createQueue, type Queue } from '../queue/queue.ts'
import { createReaders } from '../reader/readers.ts'
import type { Store } from '../store/store.ts'
import { createCards } from './cards/cards.ts'
import { createChanges } from './changes.ts'
import { createConnection, type Connection, type Line } from './connection/connection.ts'
import { createUnconnectedKisi } from './connection/unconnected.ts'
import { createUpkeep } from './connection/upkeep.ts'
import { layOutDemo } from './demo.ts'
import { createAlarmTable } from './doors/alarm-table.ts'
import { createAlarms } from './doors/alarms.ts'
import { createDoors } from './doors/doors.ts'
import { createFeed, type Feed } from './doors/feed.ts'
import { createLockdown } from './doors/lockdown.ts'
import { createDoorNews } from './doors/news.ts'
import { createDoorTable } from './doors/table.ts'
import { createHousekeeping } from './housekeeping.ts'
import { gapOf, noteGap } from './gap.ts'
import { judge } from './judge.ts'
import { createClockMemory } from './connection/clock-memory.ts'
import { clockNotices } from './connection/clock-notice.ts'
import { createKeeping } from './keeping.ts'
import { createKeys } from './keys/keys.ts'
import { createKeyTable } from './keys/table.ts'
import { createPeople } from './people.ts'
import { createDeskReaders } from './readers/readers.ts'
import { noteDamagedKey, scrub } from './scrub.ts'
import { createMatters } from './matters/matters.ts'
import { createMatterTable } from './matters/table.ts'
import { createWatch, type Watch } from './matters/watch.ts'
import type { Clock, Log, Secrets, Settings } from './ports.ts'
import type { RunningParts } from './status.ts'
import { clockTime } from './support/day.ts'
import type { Emit } from './support/emitter.ts'
import { createFacts } from './support/facts.ts'
import { createRowSeals } from './support/row-seals.ts'
import { createTapping } from './taps/tapping.ts'
import { createVisitTable, type VisitView } from './visits/table.ts'
import { createVisits } from './visits/visits.ts'
import { createVisitorTypes } from './visits/visitor-types.ts'
import { startReceiver, type WebhookSettings } from './webhooks/receiver.ts'

export interface RunningDesk extends RunningParts {
  /** Everything but the status, which must be answered before there is a running desk. */
  handlers: Omit<Handlers, 'desk.status'>
  close(): Promise<void>
}

/** Puts the desk together on open records and starts it: queue first, then the line to Kisi, then the reader. */
export async function runDesk(options: {
  store: Store
  /** What the queue's rows are sealed with. */
  sealKey: string
  secrets: Secrets
  settings: Settings
  demo: boolean
  given: { address: string; key: string } | null
  givenReader: string | null
  webhooks: WebhookSettings | null
  clock: Clock
  log: Log
  random: () => number
  randomId: () => string
  emit: Emit
  /** Tells the screen how the desk stands, soon. */
  tell(): void
}): Promise<RunningDesk> {
  const { store, secrets, settings, clock, log, random, randomId, emit, tell } = options
  const { database } = store
  const seals = createRowSeals(database, options.sealKey)
  store.transaction(seals.sealOlder)
  const visits = createVisitTable(database, seals)
  const keyTable = createKeyTable(database, seals)
  const doorTable = createDoorTable(database)
  const alarmTable = createAlarmTable(database)
  const matterTable = createMatterTable(database)
  const facts = createFacts(database, seals)
  const clockMemory = createClockMemory(facts)
  const readers = createReaders({ clock, log })

  let mirror: Mirror = createMirror({ database, kisi: createUnconnectedKisi(), clock, log, random })
  let feed: Feed | null = null
  let kisiTime: KisiTime | null = null
  let watch: Watch | null = null
  const currentMirror = (): Mirror => mirror
  const timeZone = (): string | null => mirror.places()[0]?.timeZone ?? null

  let shown = ''
  let telling: NodeJS.Timeout | undefined
  /** What is on its way, and everything that waits for a person: changes and matters. */
  const countsNow = (): { waiting: number; needsPerson: number } => {
    const { waiting, needsPerson } = queue.counts()
    return { waiting, needsPerson: needsPerson + matterTable.count() }
  }
  const tellCountsSoon = (): void => void (telling ??= setTimeout(tellCounts, 50))
  /** However fast the queue moves, the counts are told at most twenty times a second. */
  function tellCounts(): void {
    telling = undefined
    const counts = countsNow()
    const text = JSON.stringify(counts)
    if (text !== shown) emit('changes.changed', counts)
    shown = text
    tell()
  }
  const queue: Queue = createQueue({
    store,
    sealKey: options.sealKey,
    clock,
    random,
    randomId,
    log,
    judge,
    onChange: tellCountsSoon,
  })
  const pacers = createPacers({ clock, random, onShared: tell })
  const connection: Connection = createConnection({
    facts,
    secrets,
    settings,
    given: options.given,
    demo: options.demo,
    createKisi: (address, key) =>
      createKisiClient({ address, key, fetch, clock, log, random, pacer: pacers.of(address) }),
    pace: (address) => pacers.of(address),
    openLine,
    clock,
    log,
    onChange: tell,
    onReachable() {
      queue.reachable()
      feed?.hurry()
    },
  })

  const cards = createCards({ keyTable, visits, mirror: currentMirror })
  const visitorTypes = createVisitorTypes({ store, database, seals, mirror: currentMirror })
  const keys = createKeys({
    queue,
    visits,
    keys: keyTable,
    kisi: connection.kisi,
    mirror: currentMirror,
    randomId,
    clockTime: (at) => clockTime(at, timeZone()),
    onChange(visitId) {
      watch?.visitChanged(visitId)
      setImmediate(() => emit('visits.changed', { visitIds: [visitId] }))
    },
    onDamaged(key) {
      noteDamagedKey({ matters: matterTable, keyTable, visits, now: clock.now() }, key)
      mattersChanged([key.visit_id])
    },
  })
  function mattersChanged(visitIds: string[]): void {
    tellCountsSoon()
    setImmediate(() => emit('visits.changed', { visitIds }))
  }
  const matters = createMatters({
    store,
    queue,
    matters: matterTable,
    keyTable,
    keys,
    visits,
    kisi: connection.kisi,
    mirror: currentMirror,
    clock,
    onChange: (visitId) => mattersChanged(visitId === null ? [] : [visitId]),
  })
  const doors = createDoors({
    queue,
    table: doorTable,
    mirror: currentMirror,
    kisi: connection.kisi,
    health: () => (connection.status().state === 'none' ? null : connection.kisi().health),
    clock,
    doorsOfVisitors: visitorTypes.doors,
    onUnlocked: () => feed?.hurry(),
  })
  const lockdown = createLockdown({
    store,
    facts,
    queue,
    mirror: currentMirror,
    kisi: connection.kisi,
    health: () => (connection.status().state === 'none' ? null : connection.kisi().health),
    clockTime: (at) => clockTime(at, timeZone()),
    onChange: tell,
    onSent: () => setImmediate(() => feed?.hurry()),
  })
  const tellDoors = createDoorNews(doors.list, emit)
  const alarms = createAlarms({
    store,
    table: alarmTable,
    events: doorTable,
    facts,
    mirror: currentMirror,
    clock,
    clockTime: (at) => clockTime(at, timeZone()),
    emit,
  })
  const deskReaders = createDeskReaders({
    readers,
    settings,
    secrets,
    givenPort: options.givenReader,
    log,
    emit,
    onChange: tell,
  })
  const lastDoor = (visit: VisitView) => {
    const event = doorTable.lastOfVisit(visit.id)
    return event === undefined ? null : { name: event.lock_name, at: event.at, success: event.kind === 'unlock' }
  }
  const visitUse = createVisits({
    store,
    visits,
    keyTable,
    keys,
    cards,
    visitorTypes,
    mirror: currentMirror,
    timeZone,
    lastDoor,
    matters: matterTable,
    clock,
    randomId,
    emit,
  })

  const tapping = createTapping({
    store,
    queue,
    readers,
    deskReaders,
    cards,
    visits,
    visitUse,
    kisi: connection.kisi,
    mirror: currentMirror,
    online: () => connection.status().state === 'online',
    timeZone,
    clock,
    log,
    randomId,
    emit,
  })

  /** What lives as long as a connection to one Kisi: the mirror's upkeep and the feed of door events. */
  function openLine(kisi: ReturnType<typeof createKisiClient>): Line {
    mirror.close()
    const mayWrite = (): boolean => !store.short
    const time = createKisiTime({
      ...{ kisi, clock, rememberedAheadMs: clockMemory.aheadMs() },
      onSaid(aheadMs) {
        if (mayWrite()) store.transaction(() => clockMemory.keep(aheadMs))
      },
    })
    kisiTime = time
    const fresh = createMirror({ database, kisi, clock, kisiTime: time, log, random, mayWrite })
    mirror = fresh
    const unsubscribe = fresh.onChange(tell)
    const upkeep = createUpkeep({
      mirror: fresh,
      clock,
      log,
      mayWrite,
      onRun() {
        if (options.demo && layOutDemo({ store, facts, mirror: fresh, visits, visitorTypes, clock, randomId })) {
          emit('visits.changed', { visitIds: [] })
        }
        tellDoors()
        tell()
      },
    })
    const following = createFeed({
      kisi,
      kisiTime: time,
      mirror: fresh,
      store,
      table: doorTable,
      visits,
      alarms,
      tellDoors,
      clock,
      log,
      emit,
    })
    feed = following
    const watching = createWatch({
      kisi,
      mirror: fresh,
      store,
      matters: matterTable,
      keyTable,
      visits,
      gap: gapOf(facts),
      clock,
      log,
      onFound: mattersChanged,
    })
    watch = watching
    setImmediate(() => queue.wake()) // when the connection has this line
    return {
      async close() {
        unsubscribe()
        if (feed === following) feed = null
        if (watch === watching) watch = null
        await watching.close()
        await following.close()
        await upkeep.close()
      },
    }
  }

  if (store.restored !== null) {
    noteGap(facts, store.restored.from.at, clock.now())
    queue.wentBack()
  }
  queue.start()
  await connection.start()
  const keeping = createKeeping({
    store,
    clock,
    log,
    timeOf: (at) => clockTime(at, timeZone()),
    busy: () => queue.nextProbeAt() === null && queue.counts().waiting > 20,
    damaged: () => queue.list('needs_person', 1000, 0).some((command) => command.damaged),
    onChange: tell,
  })
  const housekeeping = createHousekeeping({
    store,
    clock,
    log,
    purge: [
      (before, after, limit) => queue.purge(before, after, limit),
      (before, _after, limit) => (keyTable.purgeReceipts(before, limit) < limit ? null : 0),
      (before, _after, limit) => (matterTable.purge(before, limit) < limit ? null : 0),
      (before, _after, limit) => (doorTable.purge(before, limit) < limit ? null : 0),
      (before, _after, limit) => (alarmTable.purge(before, limit) < limit ? null : 0),
      ...tapping.purge,
    ],
  })
  const scrubbing = createHousekeeping({
    store,
    clock,
    log,
    firstAfterMs: 1000,
    purge: scrub({ seals, queue, visits, matters: matterTable, now: () => clock.now(), onFound: mattersChanged }),
  })
  const receiver =
    options.webhooks === null
      ? null
      : await startReceiver({ settings: options.webhooks, log, onEvent: (event) => feed?.delivered(event) })
  deskReaders.start().catch((error: unknown) => log.warn('reader.not_started', { error: String(error) }))

  return {
    connection,
    mirror: currentMirror,
    queue,
    counts: countsNow,
    readers: deskReaders,
    notices: () => [
      ...lockdown.notices(),
      ...queue.notices(),
      ...keeping.notices(),
      ...connection.notices(),
      ...clockNotices(kisiTime),
    ],
    handlers: {
      ...visitUse.handlers,
      ...visitorTypes.handlers,
      ...cards.handlers,
      ...doors.handlers,
      ...alarms.handlers,
      ...lockdown.handlers,
      ...createChanges({ queue, keys, keyTable, store, clock, emit }),
      ...matters,
      ...createPeople({ mirror: currentMirror }),
      ...connection.handlers,
      ...deskReaders.handlers,
      ...tapping.handlers,
    },
    async close() {
      await scrubbing.close()
      await housekeeping.close()
      await keeping.close()
      await receiver?.close()
      await tapping.close()
      await deskReaders.close()
      await queue.close() // before the line goes, so that a closing line is not taken for a broken one
      await connection.close()
      pacers.close()
      alarms.close()
      clearTimeout(telling)
      mirror.close()
      store.close()
    },
  }
}
