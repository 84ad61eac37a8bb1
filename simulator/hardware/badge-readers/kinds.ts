import type { z } from 'zod'
import { createEm4100Reader, em4100Settings } from './em4100.ts'
import type { Firmware } from './firmware.ts'
import { cardLineSettings, createLineReader } from './lines.ts'
import { createOsdpReader, osdpSettings } from './osdp.ts'
import { createPcprox, pcproxSettings } from './pcprox.ts'
import { createScanner, scannerSettings } from './scanner.ts'
import { createTwn4, createTwn4Simple, twn4Settings, twn4SimpleSettings } from './twn4.ts'
import { createWiegandConverter, wiegandSettings } from './wiegand.ts'

interface Kind {
  /** As people call it. */
  label: string
  /** What can be set on it; throws a ZodError for anything else. */
  build(settings: unknown, now: () => number): Firmware
}

function kind<Shape extends z.ZodType>(
  label: string,
  shape: Shape,
  build: (settings: z.infer<Shape>, now: () => number) => Firmware,
): Kind {
  return { label, build: (settings, now) => build(shape.parse(settings), now) }
}

/** Every kind of badge reader there is. A kind of one's own is a file with its firmware and a line here. */
const KINDS = {
  rdm6300: kind('RDM6300', em4100Settings, () => createEm4100Reader('rdm6300')),
  id12: kind('ID-12LA', em4100Settings, () => createEm4100Reader('id12')),
  em18: kind('EM-18', em4100Settings, () => createEm4100Reader('em18')),
  parallax: kind('Parallax 28140', em4100Settings, () => createEm4100Reader('parallax')),
  hex: kind('Lines of hex', cardLineSettings, (settings) => createLineReader('hex', settings)),
  decimal: kind('Lines of decimal', cardLineSettings, (settings) => createLineReader('decimal', settings)),
  scanner: kind('QR and barcode scanner', scannerSettings, createScanner),
  pcprox: kind('rf IDEAS pcProx', pcproxSettings, createPcprox),
  twn4: kind('ELATEC TWN4', twn4Settings, createTwn4),
  'twn4-simple': kind('ELATEC TWN4, Simple Protocol', twn4SimpleSettings, createTwn4Simple),
  wiegand: kind('Wiegand converter', wiegandSettings, createWiegandConverter),
  osdp: kind('OSDP v2', osdpSettings, createOsdpReader),
} as const satisfies Record<string, Kind>

export type ReaderProtocol = keyof typeof KINDS
export const READER_PROTOCOLS = Object.keys(KINDS) as [ReaderProtocol, ...ReaderProtocol[]]

export const labelOf = (protocol: ReaderProtocol): string => KINDS[protocol].label

/** `now` in milliseconds, for lights that go out. Throws a ZodError for settings this kind does not have. */
export const buildFirmware = (protocol: ReaderProtocol, settings: unknown, now: () => number): Firmware =>
  KINDS[protocol].build(settings, now)
