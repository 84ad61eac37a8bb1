import { defineAsyncComponent } from 'vue'

const visit = () => import('../visit/VisitPanel.vue')
const checkIn = () => import('../checkin/CheckInPanel.vue')
const tap = () => import('../tap/TapPanel.vue')

export const VisitPanel = defineAsyncComponent(visit)
export const CheckInPanel = defineAsyncComponent(checkIn)
export const TapPanel = defineAsyncComponent(tap)

/** Right after the first paint, so that all are there before anyone can press a button or hold out a card. */
export function fetchPanels(): void {
  requestAnimationFrame(() => void Promise.all([visit(), checkIn(), tap()]))
}
