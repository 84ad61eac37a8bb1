import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useDesk } from '../app/client.ts'

/** How many cards lie in the drawer. */
export const useCards = defineStore('cards', () => {
  const desk = useDesk()
  const inStock = ref<number | null>(null)

  async function load(): Promise<void> {
    const answer = await desk.call('cards.summary', {})
    if (answer.ok) inStock.value = answer.value.inStock
  }

  desk.on('visits.changed', () => void load())
  return { inStock, load }
})
