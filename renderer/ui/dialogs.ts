import { onBeforeUnmount, onMounted, readonly, ref } from 'vue'

const count = ref(0)

/** How many dialogs are open: while one is, nothing behind it may happen. */
export const openDialogs = readonly(count)

/** To be called by whatever is a dialog. */
export function useAsDialog(): void {
  onMounted(() => count.value++)
  onBeforeUnmount(() => count.value--)
}
