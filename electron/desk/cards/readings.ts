import { decodeDataBlock } from '../../reader/format/code.ts'
import { decodeEm4100, parseEm4100LowerIdentity, readEm4100Lower } from '../../reader/format/em4100.ts'
import type { CardFormat, CardReading } from '../../reader/format/format.ts'
import { kisiViews } from '../../reader/format/kisi.ts'
import { parseUidIdentity, readUid } from '../../reader/format/uid.ts'
import { decodeWiegand, parseWiegandIdentity } from '../../reader/format/wiegand.ts'

/**
 * What a card may be, from its identity alone: several readings where the same bits fit several formats, none for digits
 * of an unknown technology and for what is no card.
 */
export function readingsOf(identity: string): readonly CardReading[] {
  const colon = identity.indexOf(':')
  const [kind, rest] = [identity.slice(0, colon), identity.slice(colon + 1)]
  if (kind === 'em4100') return decodeEm4100(rest)?.readings ?? []
  const lower = parseEm4100LowerIdentity(identity)
  if (lower !== null) return [readEm4100Lower(lower.cardId)]
  const uid = parseUidIdentity(identity)
  if (uid !== null) return [readUid(uid, 'as_sent')].filter((reading) => reading !== null)
  const bits = parseWiegandIdentity(identity)
  if (bits !== null) return decodeWiegand(bits)?.readings ?? []
  if (kind === 'data_block') return decodeDataBlock(rest)?.readings ?? []
  if ((kind !== 'qr' && kind !== 'barcode') || rest === '') return []
  return [{ format: kind, identity, number: rest, facilityCode: null, cardNumber: null, enrollable: true }]
}

/** Everything about an identity but the bits: a card read twice by the same technology has the same bits or is another. */
function technologyOf(identity: string): string {
  return /^(wiegand:\d+|[a-z0-9_]+):/.exec(identity)?.[1] ?? identity
}

/**
 * Whether two identities may be one physical card, read by readers that tell different parts of it. Readers of the same
 * technology tell the same part.
 */
export function mayBeSameCard(one: { identity: string; format?: CardFormat }, other: string): boolean {
  if (one.identity === other) return true
  if (technologyOf(one.identity) === technologyOf(other)) return false
  // 24 bits of an EM4100 card are enough where a reader tells no more of it, and only there.
  const short = [one.identity, other].some((identity) => technologyOf(identity) === 'wiegand:26')
  const viewsOf = (identity: string, format?: CardFormat): string[] =>
    kisiViews(identity, format === undefined ? {} : { format })
      .filter(({ type }) => short || type !== 'third_party_lf_em_410x_26')
      .map((view) => JSON.stringify(Object.entries(view).sort()))
  const views = new Set(viewsOf(other))
  return viewsOf(one.identity, one.format).some((view) => views.has(view))
}
