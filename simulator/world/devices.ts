import { deriveHex } from './derive.ts'
import type { Json } from './rows.ts'
import type { World } from './world.ts'

type Insert = World['insert']

/** Relays, inputs and wiegand ports of a controller from this channel on: four relays and two auxiliary ones, eight inputs, two ports. */
export function addChannels(insert: Insert, controllerId: number, from: number): void {
  const each = (last: number, add: (channel: number) => void) => {
    for (let channel = from; channel <= last; channel++) add(channel)
  }
  each(6, (channel) => {
    const aux = channel > 4
    insert('controller_relays', {
      ...{ controller_id: controllerId, channel, aux },
      name: aux ? `Auxiliary relay ${channel - 4}` : `Relay ${channel}`,
    })
  })
  each(8, (channel) => insert('controller_inputs', { controller_id: controllerId, channel, name: `Input ${channel}` }))
  for (const channel of [1, 2]) {
    insert('controller_wiegands', { controller_id: controllerId, channel, name: `Wiegand ${channel}` })
  }
}

/** The switches of a reader as it comes. */
export const NEW_READER = {
  ...{ elevator_id: null, zone_id: null, terminal_id: null, description: null, online: true, tampered: false },
  ...{ buzzer_enabled: true, checkout: false, device_unlock_restriction_enabled: false, tamper_enabled: true },
  wave_to_unlock_enabled: false,
} as const

/** The token printed on a device: groups of capitals and digits. */
export const tokenOf = (seed: number, label: string, count: number): string =>
  deriveHex(seed, `token/${label}`, count)
    .slice(0, 12)
    .toUpperCase()
    .replace(/(.{4})(?=.)/g, '$1-')

const mac = (hex: string): string => `02${hex.slice(0, 10)}`.replace(/(..)(?=.)/g, '$1:')

/** What a networked device says of itself. It is on the network but for nobody: its addresses are not known to Kisi. */
export function deviceKeys(world: World, kind: 'controller' | 'reader', id: number): Record<string, Json> {
  const hex = deriveHex(world.seed, `device/${kind}`, id)
  return {
    ...{ broadcast_ip_address: null, gateway_ip_address: null, ip_address: null, network: null },
    network_interface: 'ethernet',
    device_id: hex.slice(0, 16),
    ethernet_mac: mac(hex.slice(16)),
    wifi_mac: mac(hex.slice(26)),
    revision: '2.0',
    configured: true,
  }
}
