import { isDeepStrictEqual } from 'node:util'
import { DeskError } from '../../contract/errors.ts'
import { readerSettings, type Port, type Reader, type ReaderSettings } from '../../contract/readers.ts'
import type { DeskStatus } from '../../contract/status.ts'
import type { Handlers } from '../../contract/table.ts'
import type { Signal } from '../../reader/conversation.ts'
import type { Readers } from '../../reader/readers.ts'
import type { PortDescription, ReaderState } from '../../reader/types.ts'
import type { Log, Secrets, Settings } from '../ports.ts'
import type { Emit } from '../support/emitter.ts'
import { canSignal, lineSettings, newReader, wireOf, type SavedReader } from './saved.ts'

export interface DeskReaders {
  handlers: Pick<
    Handlers,
    | 'readers.list'
    | 'readers.ports'
    | 'readers.connect'
    | 'readers.disconnect'
    | 'readers.forget'
    | 'readers.save'
    | 'readers.signal'
  >
  status(): Pick<DeskStatus, 'reader' | 'readers'>
  /** How the reader at that port is set up; one that nobody set up is as it comes out of the box. */
  at(port: string): SavedReader
  /** Whether somebody has switched it off. */
  isOff(port: string): boolean
  /** Later cards at that reader are read in this format alone. */
  readAs(port: string, format: NonNullable<ReaderSettings['formats']>[number]): Promise<void>
  /** Something was tapped there. */
  tapped(port: string, at: number): void
  /** Shows it where there is something to show it with; never rejects. */
  signal(port: string, what: Signal): void
  /** Gives a reader's port to the wizard, and takes it back. */
  lend(port: string): Promise<void>
  takeBack(port: string): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

interface Entry {
  saved: SavedReader
  /** Whether it is to be open in this run; `saved.open` is for the next. */
  open: boolean
  /** False for the one of this run only. */
  kept: boolean
  lastTapAt: number | null
}

const secretOf = (port: string): string => `osdp ${port}`
const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** The readers of this desk: which there are, how each is set up, and that those that are wanted are open. */
export function createDeskReaders(options: {
  readers: Readers
  settings: Settings
  secrets: Secrets
  /** A reader for this run only, instead of those in the settings. */
  givenPort: string | null
  log: Log
  emit: Emit
  onChange(): void
}): DeskReaders {
  const { readers, settings, secrets, givenPort, log, emit, onChange } = options
  const entries = new Map<string, Entry>()
  const keys = new Map<string, string>()
  /** Ports that the set-up listens to, with a reader or before there is one. */
  const lent = new Set<string>()
  let closed = false
  let watching = false

  for (const saved of settings.get().readers) {
    // With a reader for this run, the others wait for another run.
    const open = givenPort === null ? saved.open : givenPort === saved.port
    entries.set(saved.port, { saved: { ...saved }, open, kept: true, lastTapAt: null })
  }
  if (givenPort !== null && !entries.has(givenPort)) {
    entries.set(givenPort, { saved: newReader(givenPort), open: true, kept: false, lastTapAt: null })
  }

  const stateOf = (port: string): ReaderState | undefined => readers.states.find((state) => state.port === port)

  function view(entry: Entry): Reader {
    const { saved, open } = entry
    const wire = wireOf(saved.port)
    const line = stateOf(saved.port)
    const state = !open
      ? 'off'
      : wire === 'keyboard' || lent.has(entry.saved.port)
        ? 'connected'
        : line === undefined || line.state === 'none'
          ? 'unplugged'
          : line.state
    return {
      port: saved.port,
      wire,
      name: saved.name === '' ? saved.port : saved.name,
      state,
      message: lent.has(entry.saved.port) ? 'It is being set up.' : open ? (line?.message ?? null) : null,
      settings: saved.settings,
      mode: saved.mode,
      visitorCards: saved.visitorCards,
      sound: saved.sound,
      canSignal: canSignal(saved.settings),
      keyKept: keys.has(saved.port),
      kept: entry.kept,
      lastTapAt: iso(entry.lastTapAt),
    }
  }
  const list = (): Reader[] => [...entries.values()].map(view)

  function changed(): void {
    if (closed) return
    emit('readers.changed', { readers: list() })
    onChange()
  }
  function shownPorts(ports: readonly PortDescription[]): Port[] {
    const used = list().filter(({ state }) => state !== 'off')
    return ports.map(({ path, name, likelyReader, suggests }) => ({
      path,
      name,
      likelyReader,
      family: likelyReader ? name : null,
      suggestion: readerSettings.safeParse({ kind: suggests }).data ?? null,
      usedBy: used.find(({ port }) => port === path)?.name ?? null,
    }))
  }
  /** Whoever has asked for the ports is told of those that come and go; nobody else needs the system's list loaded. */
  function watchPorts(): void {
    if (watching || closed) return
    watching = true
    unsubscribe.push(readers.onPorts((ports) => emit('readers.found', { ports: shownPorts(ports) })))
  }
  const unsubscribe = [
    readers.onState(changed),
    readers.onDevice(({ port, device }) => {
      const entry = entries.get(port)
      if (entry === undefined) return
      entry.saved.device = device
      keep()
    }),
  ]

  function keep(): void {
    settings.set({ readers: [...entries.values()].filter(({ kept }) => kept).map(({ saved }) => saved) })
  }

  async function keepKey(port: string, wanted: ReaderSettings): Promise<ReaderSettings> {
    if (wanted.kind !== 'osdp') return wanted
    const { key, ...rest } = wanted
    if (key === null) {
      keys.delete(port)
      await secrets.remove(secretOf(port))
    } else if (key !== undefined) {
      await secrets.set(secretOf(port), key)
      keys.set(port, key)
    }
    return rest
  }

  async function reopen(entry: Entry): Promise<void> {
    const { port } = entry.saved
    const line = lineSettings(entry.saved.settings, keys.get(port) ?? null)
    if (line === null || closed) await readers.disconnect(port)
    else await readers.connect(port, line, entry.saved.device)
    changed()
  }

  function mustExist(port: string): Entry {
    const entry = entries.get(port)
    if (entry === undefined) throw new DeskError('not_found', 'That reader is not in the list any more.', 'port')
    return entry
  }

  function check(port: string, { kind }: ReaderSettings): void {
    if ((kind === 'keyboard') === (wireOf(port) === 'keyboard')) return
    throw new DeskError('invalid', 'A reader that types has no port, and one on a port does not type.', 'settings')
  }

  /** What is new about a reader is kept first, and then tried: what is refused can be mended where it is shown. */
  async function setUp(saved: SavedReader, opening: boolean): Promise<Reader> {
    check(saved.port, saved.settings)
    const known = entries.get(saved.port)
    const entry = known ?? { saved, open: true, kept: true, lastTapAt: null }
    const asItWas = known !== undefined && isDeepStrictEqual(known.saved.settings, saved.settings)
    entry.saved = { ...saved, settings: await keepKey(saved.port, saved.settings) }
    entry.kept = true
    if (opening) entry.open = true
    entries.set(saved.port, entry)
    keep()
    // A new name or mode is no reason to miss a tap.
    if (entry.open && !lent.has(entry.saved.port) && (opening || !asItWas)) await reopen(entry)
    else changed()
    return view(entry)
  }

  async function close(entry: Entry): Promise<void> {
    entry.saved.open = false
    entry.open = false
    if (!lent.has(entry.saved.port)) await readers.disconnect(entry.saved.port)
  }

  return {
    status() {
      const wanted = list().filter(({ state }) => state !== 'off')
      const missed = ({ state }: Reader): boolean => state !== 'connected'
      const shown = wanted.find(({ state }) => state === 'connected') ?? wanted[0]
      const taps = [...entries.values()].map(({ lastTapAt }) => lastTapAt ?? 0)
      return {
        reader: {
          state: shown === undefined || shown.state === 'off' ? 'none' : shown.state,
          port: shown?.port ?? null,
          message: shown?.message ?? null,
          lastTapAt: iso(Math.max(0, ...taps) || null),
        },
        readers: [...wanted.filter(missed), ...wanted.filter((one) => !missed(one))].map(
          ({ port, name, state, message }) => ({ port, name, state: state === 'off' ? 'unplugged' : state, message }),
        ),
      }
    },
    at: (port) =>
      entries.get(port)?.saved ?? newReader(port, wireOf(port) === 'keyboard' ? { kind: 'keyboard' } : undefined),
    isOff: (port) => entries.get(port)?.open === false,
    async readAs(port, format) {
      const entry = entries.get(port)
      if (entry === undefined) return
      entry.saved.settings = { ...entry.saved.settings, formats: [format] }
      keep()
      if (entry.open && !lent.has(entry.saved.port)) await reopen(entry)
      changed()
    },
    tapped(port, at) {
      const entry = entries.get(port)
      if (entry === undefined) return
      entry.lastTapAt = at
      onChange()
    },
    signal(port, what) {
      readers.signal(port, what).catch((error: unknown) => log.warn('reader.not_shown', { error: String(error) }))
    },
    async lend(port) {
      lent.add(port)
      await readers.disconnect(port)
      changed()
    },
    async takeBack(port) {
      lent.delete(port)
      const entry = entries.get(port)
      if (entry?.open === true) await reopen(entry)
      changed()
    },
    async start() {
      const all = [...entries.values()]
      for (const { saved } of all) {
        if (saved.settings.kind !== 'osdp') continue
        const key = await secrets.get(secretOf(saved.port))
        if (key !== null) keys.set(saved.port, key)
      }
      await Promise.all(all.filter(({ open }) => open).map(reopen))
    },
    async close() {
      closed = true
      for (const end of unsubscribe) end()
      await readers.close()
    },
    handlers: {
      'readers.list': () => ({ readers: list() }),
      'readers.ports': async () => {
        watchPorts()
        return { ports: shownPorts(await readers.ports()) }
      },
      'readers.connect': async ({ port, settings: wanted, name }) => {
        const known =
          entries.get(port)?.saved ?? newReader(port, wireOf(port) === 'keyboard' ? { kind: 'keyboard' } : undefined)
        return setUp({ ...known, settings: wanted ?? known.settings, name: name ?? known.name, open: true }, true)
      },
      'readers.disconnect': async ({ port }) => {
        await close(mustExist(port))
        keep()
        changed()
        return { readers: list() }
      },
      'readers.forget': async ({ port }) => {
        await close(mustExist(port))
        entries.delete(port)
        keys.delete(port)
        keep()
        await secrets.remove(secretOf(port))
        changed()
        return { readers: list() }
      },
      'readers.save': ({ port, ...wanted }) =>
        setUp({ ...(entries.get(port)?.saved ?? newReader(port)), port, ...wanted }, false),
      'readers.signal': async ({ port, what }) => ({ shown: await readers.signal(port, what) }),
    },
  }
}
