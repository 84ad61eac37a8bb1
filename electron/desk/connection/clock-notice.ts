import type { DeskStatus } from '../../contract/status.ts'
import type { KisiTime } from '../../kisi/time.ts'

/** By so much two clocks may differ before anybody is told: a right is given some minutes around its hours anyway. */
const mostMs = 5 * 60_000

function lengthOf(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000)
  if (minutes < 120) return `${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return hours < 72 ? `${hours} hours` : `${Math.round(hours / 24)} days`
}

/** What is said when this computer's clock is not Kisi's: keys then open at other hours than the screen says. */
export function clockNotices(kisiTime: Pick<KisiTime, 'aheadMs'> | null): DeskStatus['notices'] {
  const ahead = kisiTime?.aheadMs() ?? 0
  if (Math.abs(ahead) < mostMs) return []
  const off = `${lengthOf(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} Kisi’s`
  const message = `This computer’s clock is ${off}. Keys open and close by Kisi’s clock: set this one right.`
  return [{ id: 'clock', tone: 'warning', message }]
}
