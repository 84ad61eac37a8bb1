import { z } from 'zod'
import { limits } from '../../contract/limits.ts'
import { reader, readerPort, readerSettings, type Reader, type ReaderSettings } from '../../contract/readers.ts'
import type { ReaderSettings as LineReaderSettings } from '../../reader/profile.ts'

/** A reader as the device's settings keep it. `open`: it is opened at every start. The key of OSDP is a secret, kept apart. */
export const savedReader = z.object({
  port: readerPort,
  name: z.string().max(limits.name),
  settings: readerSettings,
  mode: reader.shape.mode,
  visitorCards: reader.shape.visitorCards,
  sound: z.boolean(),
  open: z.boolean(),
  /** The USB device that it is, so that no other one is opened in its place; null until it is known. */
  device: z
    .object({ vendorId: z.string().max(8), productId: z.string().max(8), serialNumber: z.string().max(200).nullable() })
    .nullable()
    .default(null),
})
export type SavedReader = z.infer<typeof savedReader>

/** RDM6300 and ID-12: what a reader is taken for before anybody has said. */
const usual: ReaderSettings = { kind: 'em4100' }

export const newReader = (port: string, settings: ReaderSettings = usual): SavedReader => ({
  port,
  name: '',
  settings,
  mode: 'desk',
  visitorCards: 'ask',
  sound: false,
  open: true,
  device: null,
})

/** The readers of a settings file: those that are none are left out, and an older file's only reader counts as one. */
export function readersIn(kept: unknown, olderPort: unknown): SavedReader[] {
  if (!Array.isArray(kept)) {
    const port = readerPort.safeParse(olderPort)
    return port.success ? [newReader(port.data)] : []
  }
  const sound = kept.map((one: unknown) => savedReader.safeParse(one)).flatMap(({ data }) => (data ? [data] : []))
  return [...new Map(sound.map((one) => [one.port, one])).values()]
}

export function wireOf(port: string): Reader['wire'] {
  const scheme = /^(keyboard|tcp|pcsc):/i.exec(port)?.[1]?.toLowerCase()
  return scheme === 'keyboard' || scheme === 'tcp' || scheme === 'pcsc' ? scheme : 'serial'
}

/** The settings as the line's own code has them; null for a reader that types, which has no line. */
export function lineSettings(settings: ReaderSettings, key: string | null): LineReaderSettings | null {
  if (settings.kind === 'keyboard') return null
  if (settings.kind !== 'osdp') return settings
  return { ...settings, key: key === null ? null : Uint8Array.from(Buffer.from(key, 'hex')) }
}

/** Readers that have a lamp or a buzzer, and a way to be told. */
const speaking: readonly ReaderSettings['kind'][] = ['osdp', 'twn4_simple', 'pcprox']

export const canSignal = ({ kind }: ReaderSettings): boolean => speaking.includes(kind)
