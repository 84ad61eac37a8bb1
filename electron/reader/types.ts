import type { Signal } from './conversation.ts'
import type { CardReading } from './format/format.ts'
import type { UsbDevice } from './ports/device.ts'
import type { ReaderKind } from './profile.ts'

/** One decoded presentation of a badge at a reader. */
export interface Reading {
  /** The reader's port, as it was opened. */
  reader: string
  /** Technology and every bit read, e.g. `em4100:3C00CE754C`: the only thing cards are compared by. */
  identity: string
  /** As printed on the card, e.g. `0013530444`. */
  number: string
  /** Every format that what was read fits; more than one where the reader's settings do not decide. */
  readings: readonly CardReading[]
  /** Monotonic milliseconds when the last byte of the frame arrived. */
  lastByteAt: number
}

export interface ReaderState {
  state: 'none' | 'connected' | 'unplugged' | 'refused'
  port: string | null
  /** One sentence for a receptionist on what stands in the way and what mends it, or null. */
  message: string | null
}

export interface PortDescription {
  path: string
  /** What a person would call it: reader, manufacturer, bridge, or the path. */
  name: string
  /** A reader, a scanner, or a USB-serial bridge that badge readers commonly have. */
  likelyReader: boolean
  /** The kind that readers with these USB ids are out of the box; null where the ids do not say. */
  suggests: ReaderKind | null
  /** Null for what is not on USB. */
  device: UsbDevice | null
}

export interface ReaderBridge {
  readonly state: ReaderState
  /** The USB device that was opened, once that is known: to be kept, and given with the next `connect`. */
  readonly device: UsbDevice | null
  /**
   * Opens the port and keeps it open across unplugging until `disconnect`. Resolves with the first known state. A device
   * is found again under whatever name its port has then; with `device` no other one is opened in its place.
   */
  connect(port: string, device?: UsbDevice | null): Promise<ReaderState>
  disconnect(): Promise<ReaderState>
  ports(): Promise<PortDescription[]>
  /** Shows it on the reader. False when none is connected or it has nothing to show it with. */
  signal(what: Signal): Promise<boolean>
  /** Keys of a reader's keypad, as they are pressed: digits, `*` and `#`. */
  onKeys(listener: (pressed: { reader: string; keys: string }) => void): () => void
  onReading(listener: (reading: Reading) => void): () => void
  onState(listener: (state: ReaderState) => void): () => void
  onDevice(listener: (device: UsbDevice) => void): () => void
  close(): Promise<void>
}
