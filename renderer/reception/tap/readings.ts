import type { CardReading } from '../../../electron/contract/readers.ts'

/** Two formats may have the same bits and other numbers: only both together name one reading. */
export function keyOfReading({ format, identity, number }: CardReading): string {
  return `${format} ${identity} ${number}`
}
