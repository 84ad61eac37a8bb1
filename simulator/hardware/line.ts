import type { EventDetails, EventRecord, Events } from '../world/events.ts'
import type { ControllerRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { remember } from './memory.ts'
import { see } from './presence.ts'

/** What lies between the building and the cloud. */
export interface Cloud {
  /** False while no controller reaches the cloud. */
  reachable(): boolean
  /** Calls back when the answer has changed. */
  onTurn(listener: () => void): void
}

/**
 * The line between the controllers and the cloud. A controller that cannot reach the cloud keeps its events and tells them
 * when it can again, each with the moment at which it happened, in the order in which they did. Kisi says nothing about
 * this (reference J): it is our choice.
 */
export interface Line {
  isUp(controller: ControllerRow | null): boolean
  /** Tells the cloud, now or as soon as it can be reached. `checkout`: the reader was an exit reader. */
  report(controller: ControllerRow | null, details: EventDetails, checkout?: boolean): void
  /** What the cloud itself knows at once. */
  note(details: EventDetails, checkout?: boolean): void
  /** The rights as this controller knows them: those of now, or those of when it was last reached. */
  knowledge(controller: ControllerRow | null): World
  /** These controllers lose the cloud from now on. */
  lose(controllers: readonly ControllerRow[]): void
  /** This controller has the cloud again. */
  find(controller: ControllerRow): void
  /** After a start: what is offline knows what stands at that moment, for its memory is kept nowhere. */
  resume(): void
}

export function createLine(world: World, events: Events, cloud: Cloud | null): Line {
  const memories = new Map<number, World>()
  let common: World | null = null
  const reachable = () => cloud?.reachable() ?? true
  const isUp = (controller: ControllerRow | null) => reachable() && (controller?.online ?? true)

  function note(details: EventDetails, checkout = false) {
    const event = events.write(details)
    stamp(world, event)
    see(world, event, checkout)
  }
  function report(controller: ControllerRow | null, details: EventDetails, checkout = false) {
    if (controller === null || isUp(controller)) return note(details, checkout)
    const held = { ...details, at: world.clock.iso() }
    world.insert('held_events', { controller_id: controller.id, details: held, checkout })
  }
  function deliver(controllerId: number) {
    for (const { id, details, checkout } of world.where('held_events', 'controller_id', controllerId)) {
      world.remove('held_events', id)
      note(details, checkout)
    }
  }

  cloud?.onTurn(() => {
    if (!reachable()) {
      common ??= remember(world)
      return
    }
    common = null
    for (const controller of world.all('controllers')) if (controller.online) deliver(controller.id)
  })

  function lose(controllers: readonly ControllerRow[]) {
    if (controllers.length === 0) return
    const memory = common ?? remember(world)
    for (const { id } of controllers) memories.set(id, memory)
  }

  return {
    isUp,
    report,
    note,
    knowledge(controller) {
      if (isUp(controller)) return world
      return memories.get(controller?.id ?? 0) ?? common ?? world
    },
    lose,
    find(controller) {
      memories.delete(controller.id)
      if (reachable()) deliver(controller.id)
    },
    resume() {
      memories.clear()
      common = reachable() ? null : remember(world)
      lose(world.all('controllers').filter((each) => !each.online))
    },
  }
}

/** When somebody, a card or a link was last of use. */
function stamp(world: World, event: EventRecord): void {
  if (event.type !== 'lock.unlock') return
  const { created_at: at, authenticated_by_type: by, authenticated_by_id: id } = event
  if (by === 'Card' && id !== null) world.update('cards', id, { last_used_at: at }, false)
  if (!event.success) return
  if (by === 'GroupLink' && id !== null) world.update('group_links', id, { last_used_at: at }, false)
  if (event.actor_type === 'User' && event.actor_id !== null) {
    world.update('users', event.actor_id, { last_accessed_at: at }, false)
  }
}
