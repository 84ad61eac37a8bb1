import { defineStore } from 'pinia'
import { reactive, ref, shallowRef } from 'vue'
import type { Refusal } from '../../electron/contract/errors.ts'
import type { Group } from '../../electron/contract/people.ts'
import type { VisitorType } from '../../electron/contract/visits.ts'
import { useDesk } from '../app/client.ts'

/** The kinds of visitor, and the groups of doors that Kisi has for them. */
export const useVisitorTypes = defineStore('visitor-types', () => {
  const desk = useDesk()
  const types = shallowRef<VisitorType[]>([])
  const groups = shallowRef<Group[]>([])
  const known = ref(false)
  /** Groups that were chosen and not saved yet, by visitor type: stepping away loses nothing. */
  const chosen = reactive(new Map<string, number | null>())

  async function load(): Promise<void> {
    const answer = await desk.call('visitor_types.list', {})
    if (!answer.ok) return
    types.value = answer.value.visitorTypes
    known.value = true
  }

  async function loadGroups(): Promise<void> {
    const answer = await desk.call('groups.list', {})
    if (answer.ok) groups.value = answer.value.groups
  }

  async function save(visitorTypeId: string, groupId: number | null): Promise<Refusal | null> {
    const answer = await desk.call('visitor_types.save', { visitorTypeId, groupId })
    if (!answer.ok) return answer.error
    chosen.delete(visitorTypeId)
    types.value = types.value.map((type) => (type.id === answer.value.id ? answer.value : type))
    return null
  }

  return { types, groups, known, chosen, load, loadGroups, save }
})
