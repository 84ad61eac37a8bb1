import { defineAsyncComponent } from 'vue'

const visit = () => import('../visit/VisitPanel.vue')
const checkIn = () => import('../checkin/CheckInPanel.vue')

export const VisitPanel = defineAsyncComponent(visit)
export const CheckInPanel = defineAsyncComponent(checkIn)

/** Right after the first paint, so that both are there before anyone can press a button. */
export function fetchPanels(): void {
  requestAnimationFrame(() => void Promise.all([visit(), checkIn()]))
}
