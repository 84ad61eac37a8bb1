import type { KisiGuest, KisiUser } from '../kisi/types.ts'
import { personRole } from './person-role.ts'
import type { MirrorPerson } from './types.ts'

export function userPerson(user: KisiUser): MirrorPerson {
  const { id, name, email, accessEnabled, metadata } = user
  return { kind: 'user', id, name, email, role: personRole(metadata), accessEnabled }
}

export function guestPerson(guest: KisiGuest): MirrorPerson {
  return { kind: 'guest', id: guest.id, name: guest.name, email: guest.email, role: null, accessEnabled: true }
}
