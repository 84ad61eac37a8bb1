import { describe, expect, it, vi } from 'vitest'
import { DeskError } from '../../../../electron/contract/errors.ts'
import type { Visit } from '../../../../electron/contract/visits.ts'
import { useStatus } from '../../../../renderer/stores/status.ts'
import { useVisits } from '../../../../renderer/stores/visits.ts'
import { createStage } from './support.ts'

function openStage(count: number) {
  const stage = createStage()
  const first = stage.desk.visits[0]!
  stage.desk.visits.length = 0
  for (let index = 0; index < count; index++) {
    const from = new Date(Date.parse('2026-10-14T06:00:00.000Z') + index * 60_000).toISOString()
    stage.desk.visits.push({ ...first, id: `visit-${index}`, from } satisfies Visit)
  }
  const { visits, status } = stage.run(() => ({ visits: useVisits(), status: useStatus() }))
  return { ...stage, visits, status }
}

describe('the lists of today', () => {
  it('begin with fifty and bring fifty more when asked, until all are there', async () => {
    const { visits } = openStage(120)
    await visits.load('expected')
    expect(visits.lists.expected.visits).toHaveLength(50)
    await visits.loadMore('expected')
    await visits.loadMore('expected')
    await visits.loadMore('expected')
    expect(visits.lists.expected.visits.map(({ id }) => id)).toEqual(
      Array.from({ length: 120 }, (_, index) => `visit-${index}`),
    )
    expect(visits.counts.expected).toBe(120)
  })

  it('ask for fewer at a time when a page of long names is more than one answer may carry', async () => {
    const { visits, desk } = openStage(60)
    const list = desk.handlers['visits.list']
    desk.handlers['visits.list'] = (input) => {
      if (input.limit > 20) throw new DeskError('too_much', 'That is more than one answer can carry.')
      return list(input)
    }
    await visits.load('expected')
    expect(visits.lists.expected.visits).toHaveLength(50)
    expect(new Set(visits.lists.expected.visits.map(({ id }) => id)).size).toBe(50)
  })

  it('keep what is shown, with the reason, when the desk cannot answer', async () => {
    const { visits, desk } = openStage(3)
    await visits.load('expected')
    desk.handlers['visits.list'] = () => {
      throw new DeskError('storage', 'The disk is full.')
    }
    await visits.load('expected')
    expect(visits.lists.expected).toMatchObject({ problem: 'The disk is full.', total: 3 })
    expect(visits.lists.expected.visits).toHaveLength(3)
  })

  it('and the open visit follow what the desk says has changed', async () => {
    const { visits, desk } = openStage(3)
    await visits.load('expected')
    await visits.select('visit-1')
    desk.visits[1]!.visitor = { ...desk.visits[1]!.visitor, name: 'Renamed' }
    desk.emit('visits.changed', { visitIds: ['visit-1'] })
    await vi.waitFor(() => {
      expect(visits.open?.visitor.name).toBe('Renamed')
      expect(visits.lists.expected.visits[1]?.visitor.name).toBe('Renamed')
    })
  })

  it('show the visit that was opened last, also when the answer about the one before comes later', async () => {
    const { visits, desk } = openStage(3)
    const get = desk.handlers['visits.get']
    let answerFirst = (): void => {}
    desk.handlers['visits.get'] = async (input) => {
      if (input.visitId === 'visit-1') await new Promise<void>((resolve) => (answerFirst = resolve))
      return get(input)
    }
    const first = visits.select('visit-1')
    await visits.select('visit-2')
    answerFirst()
    await first
    expect(visits.open?.id).toBe('visit-2')
  })

  it('bring more also when that was asked for while they were being loaded', async () => {
    const { visits } = openStage(120)
    await visits.load('expected')
    const loading = visits.load('expected')
    await visits.loadMore('expected')
    await loading
    expect(visits.lists.expected.visits).toHaveLength(100)
  })

  it('are asked for anew after the line was lost', async () => {
    const { status, link } = openStage(1)
    await vi.waitFor(() => expect(status.arrivals).toBe(1))
    link('lost')
    expect(status.online).toBe(false)
    link('ready')
    await vi.waitFor(() => expect(status.arrivals).toBe(2))
    expect(status.online).toBe(true)
  })
})
