import { defineStore } from 'pinia'
import { computed, onScopeDispose, watch } from 'vue'
import type { Input } from '../../electron/contract/table.ts'
import { useDesk } from '../app/client.ts'
import { openDialogs } from '../ui/dialogs.ts'
import { useDrafts } from './draft.ts'
import { useStatus } from './status.ts'

const repeatedEvery = 30_000

/** Tells the desk what this screen has open, so that a tap means what the person before it sees. */
export const useAttendance = defineStore('attendance', () => {
  const desk = useDesk()
  const drafts = useDrafts()
  const status = useStatus()
  /** This screen among all that the desk serves. */
  const window: string = crypto.randomUUID()
  const dialog = computed(() => openDialogs.value > 0)

  const what = computed<Input<'taps.attend'>>(() => {
    const draft = drafts.current
    const checkIn =
      draft === null || draft.expectedFrom !== null
        ? null
        : { requestId: draft.requestId, visitId: draft.visitId, name: draft.name.slice(0, 200) }
    return { window, checkIn, dialog: dialog.value }
  })
  const tell = (): void => {
    if (status.value?.phase === 'ready') void desk.call('taps.attend', what.value)
  }
  watch([what, () => status.arrivals], tell, { immediate: true, flush: 'sync' })
  const timer = setInterval(tell, repeatedEvery)
  onScopeDispose(() => clearInterval(timer))

  return { window, dialog }
})
