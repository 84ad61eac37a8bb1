import { DoorOpen, Lock, LockOpen, ShieldAlert, Siren, Unplug } from '@lucide/vue'
import type { Component } from 'vue'
import type { Door } from '../shapes.ts'

export type DoorTone = 'positive' | 'warning' | 'danger' | 'info' | 'muted'

export interface DoorState {
  key: 'forced' | 'held' | 'lockdown' | 'offline' | 'open' | 'unlocked' | 'locked'
  icon: Component
  tone: DoorTone
  words: string
}

interface Times {
  times: { clock(at: string): string }
  since(at: string): string
}

/** A door's state as an icon and words: what somebody must act on first. `since` is when its alarm was raised. */
export function doorState(door: Door, since: string | null, time: Times): DoorState {
  const ago = since === null ? '' : ` ${time.since(since)}`
  if (door.alarm === 'forced_open') return { key: 'forced', icon: Siren, tone: 'danger', words: `Forced open${ago}` }
  if (door.alarm === 'held_open') return { key: 'held', icon: DoorOpen, tone: 'warning', words: `Held open${ago}` }
  const { controller } = door
  if (controller?.online === false) {
    const from = controller.offline_since === null ? '' : ` since ${time.times.clock(controller.offline_since)}`
    return { key: 'offline', icon: Unplug, tone: 'muted', words: `Offline${from}` }
  }
  if (controller?.updating) return { key: 'offline', icon: Unplug, tone: 'muted', words: 'New firmware comes' }
  if (door.open) return { key: 'open', icon: DoorOpen, tone: 'info', words: 'Open' }
  if (door.lockdown !== null) return { key: 'lockdown', icon: ShieldAlert, tone: 'muted', words: 'Locked down' }
  if (!door.unlocked) return { key: 'locked', icon: Lock, tone: 'muted', words: 'Locked' }
  const until = door.unlocked_until === null ? '' : ` to ${time.times.clock(door.unlocked_until)}`
  return { key: 'unlocked', icon: LockOpen, tone: 'positive', words: `Unlocked${until}` }
}
