import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { get, post } from '../api.ts'
import type { CardFound, Found, PersonFound, PersonLook, TapAnswer } from '../shapes.ts'
import { doing } from './doing.ts'
import { useLive } from './live.ts'

export interface HeldCard {
  card: CardFound
  holder: PersonFound | null
}

/** The card in hand, whoever it belongs to, and what they may. */
export const useHand = defineStore('hand', () => {
  const live = useLive()
  const held = shallowRef<HeldCard | null>(null)
  const person = shallowRef<{ type: 'User' | 'Guest'; id: number } | null>(null)
  const look = shallowRef<PersonLook | null>(null)
  /** What the last tap at a door led to; by the door's id. */
  const taps = ref<Record<number, TapAnswer & { at: string }>>({})

  const tag = computed(() => held.value?.card.tag ?? null)
  const name = computed(() => {
    if (held.value === null) return null
    const { card, holder } = held.value
    return holder?.name ?? (card.status === 'blank' ? 'a blank card' : 'nobody’s')
  })

  function hold(card: CardFound, holder: PersonFound | null): void {
    held.value = { card, holder }
    person.value = holder
  }

  /** Looks at somebody, and takes their first card in hand, if they have one. */
  function choose(found: PersonFound): void {
    person.value = found
    const card = found.cards.find((one) => one.tag !== null)
    held.value = card === undefined ? null : { card, holder: found }
  }

  let turn = 0
  async function refresh(): Promise<void> {
    const mine = ++turn
    const { value: who } = person
    if (who === null) {
      look.value = null
      return
    }
    const card = held.value?.holder?.id === who.id && tag.value !== null ? `?card=${tag.value}` : ''
    const found = await get<PersonLook>(`people/${who.type}/${who.id}${card}`).catch(() => null)
    if (mine === turn) look.value = found
  }
  let waiting: ReturnType<typeof setTimeout> | undefined
  watch([person, held], () => void refresh())
  // A world in motion changes all the time: what somebody may is asked for twice a second at most.
  watch(
    () => [live.revision, live.clock?.now],
    () =>
      (waiting ??= setTimeout(() => {
        waiting = undefined
        void refresh()
      }, 500)),
  )

  async function tapAt(door: number): Promise<void> {
    if (tag.value === null) return
    const card = tag.value
    await doing(async () => {
      const answer = await post<TapAnswer>(`locks/${door}/tap`, { card })
      taps.value = { ...taps.value, [door]: { ...answer, at: live.clock?.now ?? '' } }
    })
  }

  /** At first somebody is chosen who may open some doors and not others: they show more than the owner would. */
  async function begin(): Promise<void> {
    const ordinary = live.summary?.ordinary
    if (held.value !== null || person.value !== null || !ordinary) return
    const found = await get<Found>(`people?limit=1&query=${encodeURIComponent(ordinary)}`).catch(() => null)
    const [first] = found?.people ?? []
    if (first !== undefined && person.value === null) choose(first)
  }
  watch(
    () => live.summary?.ordinary,
    () => void begin(),
    { immediate: true },
  )

  return { held, tag, name, person, look, taps, hold, choose, tapAt, refresh }
})
