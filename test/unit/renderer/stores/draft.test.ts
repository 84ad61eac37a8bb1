import { describe, expect, it, vi } from 'vitest'
import { DeskError } from '../../../../electron/contract/errors.ts'
import { useDrafts } from '../../../../renderer/stores/draft.ts'
import { useStatus } from '../../../../renderer/stores/status.ts'
import { useView } from '../../../../renderer/stores/view.ts'
import { useVisits } from '../../../../renderer/stores/visits.ts'
import { createStage, type Stage } from './support.ts'

async function openStage() {
  const stage = createStage()
  const stores = stage.run(() => ({ drafts: useDrafts(), view: useView(), visits: useVisits(), status: useStatus() }))
  await vi.waitFor(() => expect(stores.status.value).not.toBeNull())
  return { ...stage, ...stores }
}

function fill(draft: ReturnType<ReturnType<typeof useDrafts>['openWalkIn']>): void {
  Object.assign(draft, { name: 'Amara Okonkwo', visitorTypeId: 'guest', host: { id: 102, name: 'Tomasz Wiśniewski' } })
}
const sent = (stage: Pick<Stage, 'calls'>) => stage.calls.filter(({ name }) => name === 'visits.check_in')

describe('drafts', () => {
  it('keep what was typed when the panel is closed and opened again', async () => {
    const { drafts, view } = await openStage()
    drafts.openWalkIn().name = 'Amara'
    view.closePanel()
    expect(drafts.current).toBeNull()
    expect(drafts.openWalkIn().name).toBe('Amara')
  })

  it('of an expected visitor do not overwrite that of a walk-in', async () => {
    const { drafts, desk } = await openStage()
    drafts.openWalkIn().name = 'Amara'
    drafts.openFor(desk.visits[0]!)
    expect(drafts.current?.name).toBe('Oluwaseun Adébáyò-Thompson')
    expect(drafts.openWalkIn().name).toBe('Amara')
  })

  it('of two people who walk in at once are two: a name that was searched for never lands in another’s form', async () => {
    const { drafts, view } = await openStage()
    Object.assign(drafts.openWalkIn(), { name: 'Ivo Dragomirov', email: 'ivo@example.com' })
    expect(drafts.openWalkIn('Amara Okonkwo')).toMatchObject({ name: 'Amara Okonkwo', email: '' })
    expect(drafts.openWalkIn('Ivo Dragomirov').email).toBe('ivo@example.com')
    view.closePanel()
    expect(drafts.openWalkIn().name).toBe('Amara Okonkwo')
    drafts.discard(drafts.current!.key)
    expect(drafts.openWalkIn()).toMatchObject({ name: 'Ivo Dragomirov', email: 'ivo@example.com' })
    drafts.discard(drafts.current!.key)
    expect(drafts.openWalkIn().name).toBe('')
    expect(drafts.drafts.size).toBe(1)
  })

  it('in which nothing was typed are begun anew, as a check-in and not as the announcement they were', async () => {
    const { drafts, view } = await openStage()
    drafts.openWalkIn().expectedFrom = { date: '2026-10-15', time: '09:00' }
    view.closePanel()
    expect(drafts.openWalkIn().expectedFrom).toBeNull()
  })

  it('turn into the open visit once checked in, and the next walk-in has a new request id', async () => {
    const { drafts, view, visits } = await openStage()
    const draft = drafts.openWalkIn()
    fill(draft)
    const { requestId } = draft
    const visit = await drafts.send(draft)
    expect(view.panel).toEqual({ kind: 'visit', visitId: visit?.id })
    expect(visits.open?.visitor.name).toBe('Amara Okonkwo')
    const next = drafts.openWalkIn()
    expect(next.name).toBe('')
    expect(next.requestId).not.toBe(requestId)
  })

  it('keep everything typed, the request id and the refusal with its field when the desk refuses', async () => {
    const stage = await openStage()
    const { drafts } = stage
    const draft = drafts.openWalkIn()
    fill(draft)
    draft.name = 'Turned Away'
    const { requestId } = draft
    expect(await drafts.send(draft)).toBeNull()
    expect(drafts.current).toMatchObject({
      name: 'Turned Away',
      requestId,
      refusal: { code: 'invalid', field: 'name' },
    })
    draft.name = 'Amara Okonkwo'
    expect(await drafts.send(draft)).not.toBeNull()
    expect(sent(stage).map(({ input }) => (input as { requestId: string }).requestId)).toEqual([requestId, requestId])
  })

  it('say the same when they are sent again after an answer was lost', async () => {
    const stage = await openStage()
    const { drafts, desk } = stage
    const checkIn = desk.handlers['visits.check_in']
    desk.handlers['visits.check_in'] = () => {
      throw new DeskError('not_ready', 'The desk is stopping.')
    }
    const draft = drafts.openWalkIn()
    fill(draft)
    await drafts.send(draft)
    desk.handlers['visits.check_in'] = checkIn
    desk.setStatus({ now: '2026-10-14T12:00:00.000Z' })
    await drafts.send(draft)
    const inputs = sent(stage).map(({ input }) => input)
    expect(inputs).toHaveLength(2)
    expect(inputs[1]).toEqual(inputs[0])
  })

  it('are sent once, however often the button is pressed', async () => {
    const stage = await openStage()
    const draft = stage.drafts.openWalkIn()
    fill(draft)
    await Promise.all([stage.drafts.send(draft), stage.drafts.send(draft)])
    expect(sent(stage)).toHaveLength(1)
  })

  it('leave the panel alone when someone has gone elsewhere meanwhile', async () => {
    const { drafts, view } = await openStage()
    const draft = drafts.openWalkIn()
    fill(draft)
    const sending = drafts.send(draft)
    view.closePanel()
    await sending
    expect(view.panel.kind).toBe('none')
  })
})
