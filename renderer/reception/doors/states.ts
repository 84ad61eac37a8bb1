import { CircleQuestionMark, DoorOpen, Lock, LockOpen, ShieldAlert, Siren, Unplug } from '@lucide/vue'
import type { Component } from 'vue'
import type { Door } from '../../../electron/contract/doors.ts'

/** A door's state as an icon; its word is `doors.state.…`. */
export const stateIcons: Record<Door['state'], Component> = {
  locked: Lock,
  unlocked: LockOpen,
  open: DoorOpen,
  held_open: DoorOpen,
  forced_open: Siren,
  locked_down: ShieldAlert,
  offline: Unplug,
  unknown: CircleQuestionMark,
}

/** What a state does to the tile's border and fill. */
export const stateStyles: Partial<Record<Door['state'], string>> = {
  unlocked: 'door--unlocked',
  open: 'door--open',
  held_open: 'door--held',
  forced_open: 'door--forced',
  locked_down: 'door--lockdown',
  offline: 'door--offline',
}

export const doorStates = Object.keys(stateIcons) as Door['state'][]
