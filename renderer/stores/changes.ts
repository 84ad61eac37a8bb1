import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Change } from '../../electron/contract/changes.ts'
import type { Refusal } from '../../electron/contract/errors.ts'
import type { Matter } from '../../electron/contract/matters.ts'
import type { Output } from '../../electron/contract/table.ts'
import { useDesk } from '../app/client.ts'

export type ReceiptLine = Output<'receipts.list'>['receipts'][number]

const pageSize = 50

/** What is on its way to Kisi, what needs a person, and the receipts. Loaded while the Waiting screen is open. */
export const useChanges = defineStore('changes', () => {
  const desk = useDesk()
  const waiting = shallowRef<Change[]>([])
  const waitingTotal = ref(0)
  const needsPerson = shallowRef<Change[]>([])
  /** Where Kisi and the desk's records disagree. */
  const matters = shallowRef<Matter[]>([])
  const receipts = shallowRef<ReceiptLine[]>([])
  const receiptsTotal = ref(0)
  const known = ref(false)
  /** Part of a name, a card, a door: narrows all three lists. */
  const query = ref('')
  let asking = 0
  const refusal = shallowRef<{ changeId: string; error: Refusal } | null>(null)
  const matterRefusal = shallowRef<{ matterId: string; error: Refusal } | null>(null)
  const watching = ref(false)

  async function load(): Promise<void> {
    const asked = (asking += 1)
    const sought = query.value
    const [toCome, needs, differing, done] = await Promise.all([
      desk.call('changes.list', { list: 'waiting', query: sought, limit: pageSize }),
      desk.call('changes.list', { list: 'needs_person', query: sought, limit: pageSize }),
      desk.call('matters.list', { limit: pageSize }),
      desk.call('receipts.list', { query: sought, limit: Math.min(100, Math.max(pageSize, receipts.value.length)) }),
    ])
    // What was typed since has been asked for already: an older answer must not come over it.
    if (asked !== asking) return
    if (toCome.ok) {
      waiting.value = toCome.value.changes
      waitingTotal.value = toCome.value.total
    }
    if (needs.ok) needsPerson.value = needs.value.changes
    if (differing.ok) matters.value = differing.value.matters
    if (done.ok) {
      receipts.value = done.value.receipts
      receiptsTotal.value = done.value.total
    }
    known.value = toCome.ok && needs.ok && differing.ok && done.ok
  }

  async function moreWaiting(): Promise<void> {
    const answer = await desk.call('changes.list', {
      list: 'waiting',
      query: query.value,
      offset: waiting.value.length,
      limit: pageSize,
    })
    if (answer.ok) waiting.value = [...waiting.value, ...answer.value.changes]
  }

  async function moreReceipts(): Promise<void> {
    const answer = await desk.call('receipts.list', {
      query: query.value,
      offset: receipts.value.length,
      limit: pageSize,
    })
    if (answer.ok) receipts.value = [...receipts.value, ...answer.value.receipts]
  }

  async function act(name: 'changes.retry' | 'changes.drop', changeId: string): Promise<void> {
    refusal.value = null
    const answer = await desk.call(name, { changeId })
    if (!answer.ok) refusal.value = { changeId, error: answer.error }
    await load()
  }

  async function handOver(changeId: string, to: string): Promise<void> {
    refusal.value = null
    const answer = await desk.call('changes.hand_over', { changeId, to })
    if (!answer.ok) refusal.value = { changeId, error: answer.error }
    await load()
  }

  async function settle(
    name: 'matters.close' | 'matters.open_again' | 'matters.put_back' | 'matters.keep',
    matterId: string,
  ): Promise<void> {
    matterRefusal.value = null
    const answer = await desk.call(name, { matterId })
    if (!answer.ok) matterRefusal.value = { matterId, error: answer.error }
    await load()
  }

  async function handMatterOver(matterId: string, to: string): Promise<void> {
    matterRefusal.value = null
    const answer = await desk.call('matters.hand_over', { matterId, to })
    if (!answer.ok) matterRefusal.value = { matterId, error: answer.error }
    await load()
  }

  /** Asks for the network now instead of at the next planned try. */
  async function tryNow(): Promise<void> {
    await desk.call('changes.try_now', {})
  }

  function search(text: string): void {
    query.value = text
    void load()
  }

  function watchList(on: boolean): void {
    watching.value = on
    if (!on) query.value = '' // nothing that was looked for stays for the next who comes to the desk
    if (on) void load()
  }

  desk.on('changes.changed', () => {
    if (watching.value) void load()
  })

  return {
    waiting,
    waitingTotal,
    needsPerson,
    receipts,
    receiptsTotal,
    known,
    refusal,
    load,
    moreWaiting,
    moreReceipts,
    retry: (changeId: string) => act('changes.retry', changeId),
    drop: (changeId: string) => act('changes.drop', changeId),
    handOver,
    matters,
    matterRefusal,
    settle,
    handMatterOver,
    tryNow,
    query,
    search,
    watchList,
    watching,
  }
})
