/** The reader's end of a serial line: what the desk opens is at the other one. */
export interface SerialEnd {
  /** What the desk opens: a device path or tcp://127.0.0.1:PORT. Stays the same over unplugging and plugging in. */
  readonly path: string
  plug(): Promise<void>
  /** The line goes dead for whoever has it open. */
  unplug(): void
  /** Bytes nobody has room for are lost, as on a real line. */
  write(bytes: Buffer): void
  /** Who hears what the desk sends: one listener, for as long as the line lasts. */
  onBytes(listener: (bytes: Buffer) => void): void
}
