import type { LockRow } from '../world/rows.ts'
import type { ZoneRow } from '../world/rows-more.ts'
import type { ZoneMode } from '../world/rows-hardware.ts'
import type { World } from '../world/world.ts'
import type { Line } from './line.ts'

/**
 * Zones, the areas of an intrusion alarm. Kisi publishes no endpoint for them, only what refers to them (reference C, "Group
 * zones"): which doors are a zone's is told by its readers, and how it reacts is our choice, here and nowhere else.
 */
export interface Zones {
  /** `panel`: another maker's alarm panel says so by an input. */
  setMode(zoneId: number, mode: ZoneMode, by: 'person' | 'panel', sequence?: string): void
  violate(zoneId: number, sequence?: string): void
  /** A door was broken open: a zone that is armed and that the door belongs to is violated. */
  forced(lock: LockRow, sequence: string): void
}

export function createZones(world: World, line: Line): Zones {
  const { clock } = world
  const tell = (zone: ZoneRow, verb: string, sequence?: string) =>
    line.note({
      type: `zone.${verb}`,
      object: { type: 'Zone', id: zone.id, name: zone.name },
      placeId: zone.place_id,
      sequence,
    })

  function violate(id: number, sequence?: string) {
    const zone = world.get('zones', id)
    if (!zone || zone.violated_since) return
    world.update('zones', id, { violated_since: clock.iso() }, false)
    tell(zone, 'policy_violate', sequence)
  }

  return {
    setMode(id, mode, by, sequence = world.nextUuid('sequence')) {
      const zone = world.get('zones', id)
      if (!zone) return
      const alarmed = Boolean(zone.violated_since)
      if ((zone.mode ?? 'disarmed') !== mode) {
        world.update('zones', id, { mode, mode_since: clock.iso() }, false)
        tell(zone, by === 'panel' ? 'external_mode_override' : 'override', sequence)
      }
      // Disarming is how an alarm is ended.
      if (mode !== 'disarmed' || !alarmed) return
      world.update('zones', id, { violated_since: null }, false)
      tell(zone, 'reset', sequence)
    },
    violate,
    forced(lock, sequence) {
      const zones = world.where('readers', 'lock_id', lock.id).flatMap((each) => each.zone_id ?? [])
      for (const id of new Set(zones)) {
        if ((world.get('zones', id)?.mode ?? 'disarmed') !== 'disarmed') violate(id, sequence)
      }
    },
  }
}
