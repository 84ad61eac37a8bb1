import { expect, vi } from 'vitest'
import { useAttendance } from '../../../../renderer/stores/attendance.ts'
import { useDrafts } from '../../../../renderer/stores/draft.ts'
import { useReaderSetup } from '../../../../renderer/stores/reader-setup.ts'
import { useReaders } from '../../../../renderer/stores/readers.ts'
import { useStatus } from '../../../../renderer/stores/status.ts'
import { useTaps } from '../../../../renderer/stores/taps.ts'
import { useToasts } from '../../../../renderer/stores/toasts.ts'
import { useView } from '../../../../renderer/stores/view.ts'
import { useVisits } from '../../../../renderer/stores/visits.ts'
import { useWedge } from '../../../../renderer/stores/wedge.ts'
import { chimeKey } from '../../../../renderer/app/chime.ts'
import { createStage } from './support.ts'

/** The stores that have to do with taps, on a desk from memory; `chimes` are the sounds made. */
export async function openTapStage() {
  // A page without a keyboard: who listens to it hears nothing.
  vi.stubGlobal('window', Object.assign(new EventTarget(), { setTimeout, clearTimeout }))
  const stage = createStage()
  const chimes: boolean[] = []
  stage.app.provide(chimeKey, (good) => void chimes.push(good))
  const stores = stage.run(() => ({
    taps: useTaps(),
    attendance: useAttendance(),
    drafts: useDrafts(),
    view: useView(),
    visits: useVisits(),
    toasts: useToasts(),
    status: useStatus(),
    readers: useReaders(),
    setup: useReaderSetup(),
    wedge: useWedge(),
  }))
  await vi.waitFor(() => expect(stores.status.value).not.toBeNull())
  await vi.waitFor(() => expect(stores.readers.known).toBe(true))
  return { ...stage, ...stores, chimes }
}
