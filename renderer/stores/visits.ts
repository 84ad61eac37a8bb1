import { defineStore } from 'pinia'
import { reactive, ref, shallowReactive, shallowRef } from 'vue'
import type { Answer } from '../../electron/contract/errors.ts'
import type { Output } from '../../electron/contract/table.ts'
import type { Visit, VisitCounts, VisitDetail, VisitList } from '../../electron/contract/visits.ts'
import { useDesk } from '../app/client.ts'

export interface VisitPage {
  visits: Visit[]
  total: number
  loading: boolean
  /** False until the first answer: an empty list and a list not yet known look different. */
  known: boolean
  problem: string | null
}

const pageSize = 50
/** Changes often come in threes (visit, key, receipt); one reload answers them all. */
const gathering = 40

/** Today's visits by list, and the one that is open in the panel. */
export const useVisits = defineStore('visits', () => {
  const desk = useDesk()
  const page = (): VisitPage => shallowReactive({ visits: [], total: 0, loading: false, known: false, problem: null })
  const lists: Record<VisitList, VisitPage> = { expected: page(), on_site: page(), left: page(), no_show: page() }
  const counts = reactive<VisitCounts>({ expected: 0, on_site: 0, left: 0, no_show: 0 })
  const open = shallowRef<VisitDetail | null>(null)
  const openProblem = ref<string | null>(null)
  const shown = new Set<VisitList>()
  const turns: Record<VisitList, number> = { expected: 0, on_site: 0, left: 0, no_show: 0 }
  const wantMore = new Set<VisitList>()
  let selection = 0
  let gatheringTimer: ReturnType<typeof setTimeout> | undefined

  /** Long names can make a full page larger than one answer may be: then half as many are asked for. */
  async function fetchPart(list: VisitList, offset: number, limit: number): Promise<Answer<Output<'visits.list'>>> {
    const answer = await desk.call('visits.list', { list, offset, limit })
    if (answer.ok || answer.error.code !== 'too_much' || limit <= 1) return answer
    return await fetchPart(list, offset, Math.ceil(limit / 2))
  }

  async function load(list: VisitList, wanted = Math.max(pageSize, lists[list].visits.length)): Promise<void> {
    shown.add(list)
    const target = lists[list]
    const turn = ++turns[list]
    target.loading = true
    const visits: Visit[] = []
    let total = 0
    do {
      const answer = await fetchPart(list, visits.length, Math.min(pageSize, wanted - visits.length))
      if (turn !== turns[list]) return
      // A desk that cannot be reached is said once, above everything.
      target.problem = answer.ok || answer.error.code === 'not_ready' ? null : answer.error.message
      if (!answer.ok) {
        target.loading = false
        return
      }
      visits.push(...answer.value.visits)
      total = answer.value.total
      Object.assign(counts, answer.value.counts)
      if (answer.value.visits.length === 0) break
    } while (visits.length < Math.min(wanted, total))
    Object.assign(target, { visits, total, known: true, loading: false })
    if (wantMore.delete(list)) await loadMore(list)
  }

  async function loadMore(list: VisitList): Promise<void> {
    const target = lists[list]
    if (target.loading) wantMore.add(list)
    if (target.loading || target.visits.length >= target.total) return
    await load(list, target.visits.length + pageSize)
  }

  function reload(): void {
    for (const list of shown) void load(list)
    if (open.value !== null) void select(open.value.id)
  }

  async function select(visitId: string): Promise<void> {
    if (open.value?.id !== visitId) open.value = null
    openProblem.value = null
    const mine = ++selection
    const answer = await desk.call('visits.get', { visitId })
    if (mine !== selection) return
    if (answer.ok) open.value = answer.value
    else openProblem.value = answer.error.message
  }

  /** Shows what a command has just answered, without asking again. */
  function show(visit: VisitDetail): void {
    selection++
    open.value = visit
    openProblem.value = null
  }

  /** The visit as far as it is known without asking: the panel has a name at once. */
  function glimpse(visitId: string): Visit | null {
    if (open.value?.id === visitId) return open.value
    for (const { visits } of Object.values(lists)) {
      const found = visits.find((visit) => visit.id === visitId)
      if (found !== undefined) return found
    }
    return null
  }

  desk.on('visits.changed', ({ visitIds }) => {
    if (open.value !== null && visitIds.includes(open.value.id)) void select(open.value.id)
    clearTimeout(gatheringTimer)
    gatheringTimer = setTimeout(() => shown.forEach((list) => void load(list)), gathering)
  })

  return { lists, counts, open, openProblem, load, loadMore, reload, select, show, glimpse }
})
