import type { KisiCard } from '../../kisi/types.ts'
import type { KisiView } from '../../reader/format/kisi.ts'

/** A card that was just enrolled, as the copy of Kisi has it until it is read. */
export function cardFrom(id: number, view: KisiView): KisiCard {
  return {
    id,
    type: view.type,
    uid: view.uid ?? null,
    token: null,
    dataBlockValue: view.dataBlockValue ?? null,
    facilityCode: view.facilityCode ?? null,
    cardNumber: view.cardNumber ?? null,
    cardId: view.cardId ?? null,
    oem: view.oem ?? null,
    length: view.length ?? null,
  }
}
