import type { KisiChannelConnection, KisiController, KisiControllerInput } from '../kisi/types.ts'
import type { Table } from './tables.ts'

/** The tables of controllers, their inputs, and what those and the relays are wired to. */

interface ControllerRow {
  id: number
  name: string
  place_id: number | null
  online: number
  configured: number
}
export const controllerTable: Table<KisiController, ControllerRow> = {
  name: 'controller',
  columns: ['id', 'name', 'place_id', 'online', 'configured'],
  toRow: (one) => [one.id, one.name, one.placeId, Number(one.online), Number(one.configured)],
  fromRow: (row) => ({
    id: row.id,
    name: row.name,
    placeId: row.place_id,
    online: row.online === 1,
    configured: row.configured === 1,
  }),
}

interface ControllerInputRow {
  id: number
  controller_id: number
  channel: number
  name: string
  status: KisiControllerInput['status']
}
export const controllerInputTable: Table<KisiControllerInput, ControllerInputRow> = {
  name: 'controller_input',
  columns: ['id', 'controller_id', 'channel', 'name', 'status'],
  toRow: (one) => [one.id, one.controllerId, one.channel, one.name, one.status],
  fromRow: (row) => ({
    id: row.id,
    controllerId: row.controller_id,
    channel: row.channel,
    name: row.name,
    status: row.status,
  }),
}

/** A connection together with the controller that it was listed of. */
export type WiredConnection = KisiChannelConnection & { controllerId: number }
interface ConnectionRow {
  id: number
  controller_id: number
  channel_id: number
  type: string
  lock_id: number | null
}
function connectionTable(name: string): Table<WiredConnection, ConnectionRow> {
  return {
    name,
    columns: ['id', 'controller_id', 'channel_id', 'type', 'lock_id'],
    toRow: (one) => [one.id, one.controllerId, one.channelId, one.type, one.lockId],
    fromRow: (row) => ({
      id: row.id,
      controllerId: row.controller_id,
      channelId: row.channel_id,
      type: row.type,
      lockId: row.lock_id,
    }),
  }
}
export const inputConnectionTable = connectionTable('input_connection')
export const relayConnectionTable = connectionTable('relay_connection')
