import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createStock } from '../../../../../electron/desk/cards/stock.ts'
import { judge } from '../../../../../electron/desk/judge.ts'
import { KisiError } from '../../../../../electron/kisi/error.ts'
import type { CardIdentifiers, KisiCard, KisiClient } from '../../../../../electron/kisi/types.ts'
import { createQueue } from '../../../../../electron/queue/queue.ts'
import type { Credential } from '../../../../../electron/reader/format/format.ts'
import { createTapStage } from '../../../../fixtures/tap-stage.ts'

const identity = 'em4100:3C00CE754C'

function setUp(answers: { known?: Partial<KisiCard>; refuse?: KisiError; patienceMs?: number } = {}) {
  const stage = createTapStage()
  const clock = { now: () => Date.now(), monotonic: () => performance.now() }
  let ids = 0
  const queue = createQueue({
    ...{ store: stage.store, sealKey: '5ea1'.repeat(16), clock, random: () => 0 },
    ...{ randomId: () => `id-${(ids += 1)}`, log: stage.log, judge, onChange: () => undefined },
  })
  const enrolled: CardIdentifiers[] = []
  const remembered: string[] = []
  const refuse = { error: answers.refuse }
  const kisi = {
    cards: async () => ({ items: answers.known === undefined ? [] : [answers.known], total: 0 }),
    createCard: async (identifiers: CardIdentifiers) => {
      if (refuse.error !== undefined) throw refuse.error
      enrolled.push(identifiers)
      return { id: 77 }
    },
  } as unknown as KisiClient
  const putCard = vi.fn()
  const { handlers } = createStock({
    ...{ queue, store: stage.store, cards: stage.cards, tapOf: stage.taps.recent, kisi: () => kisi },
    mirror: () => ({ ...stage.copy.mirror, card: () => null, putCard }) as typeof stage.copy.mirror,
    deskReaders: { readAs: async (port, format) => void remembered.push(`${port} ${format}`) },
    patienceMs: answers.patienceMs ?? 20_000,
  })
  queue.start()
  onTestFinished(() => queue.close())
  const enrol = async (
    card: Credential,
    more: { identity?: string; format?: 'em4100_32' | 'uid'; remember?: boolean } = {},
  ) => {
    const { id } = stage.tap(card)
    return handlers['cards.enrol']({
      ...{ tapId: id, identity: more.identity ?? card.identity },
      ...{ format: more.format ?? null, remember: more.remember ?? false },
    })
  }
  return { ...stage, queue, enrolled, remembered, refuse, enrol, handlers, putCard }
}

const taken = () => new KisiError('invalid', 'taken', { status: 422, code: 'cabbeb' })

describe('enrolment', () => {
  it('puts a new card into Kisi’s stock, and into the copy', async () => {
    const { enrol, em, enrolled, putCard } = setUp()
    expect(await enrol(em('3C00CE754C'))).toEqual({ state: 'enrolled', identity, number: '0013530444', cardId: 77 })
    expect(enrolled).toEqual([{ type: 'third_party_lf_em_410x_32_34', cardId: 0x00ce754c }])
    expect(putCard).toHaveBeenCalledWith(expect.objectContaining({ id: 77, cardId: 0x00ce754c }))
  })

  it('takes the reading that was chosen, and remembers it for that reader', async () => {
    const { enrol, digits, enrolled, remembered } = setUp()
    const card = digits('3C00CE75')
    await enrol(card, { identity: 'uid:3C00CE75', remember: true })
    expect(enrolled).toEqual([{ type: 'third_party_hf', uid: '3C00CE75' }])
    expect(remembered).toEqual(['/dev/desk uid'])
  })

  it('guesses nothing: a reading that was not read is refused', async () => {
    const { enrol, em, digits } = setUp()
    await expect(enrol(em('3C00CE754C'), { identity: 'em4100:0000000001' })).rejects.toMatchObject({
      code: 'invalid',
      field: 'identity',
    })
    await expect(enrol(digits('3C00CE75'))).rejects.toMatchObject({ code: 'invalid' })
  })

  it('makes no second card of one that Kisi knows already, and says its id', async () => {
    const { enrol, em, enrolled, copy } = setUp()
    copy.em4100(12, 0x00ce754c)
    expect(await enrol(em('3C00CE754C'))).toMatchObject({ state: 'enrolled', cardId: 12 })
    const other = setUp({ known: { id: 13, type: 'third_party_lf_em_410x_26', facilityCode: 206, cardNumber: 30_028 } })
    expect(await other.enrol(other.em('3C00CE754C'))).toMatchObject({ state: 'enrolled', cardId: 13 })
    expect([...enrolled, ...other.enrolled]).toEqual([])
  })

  it('refuses a card that somebody has', async () => {
    const { enrol, em, visitor } = setUp()
    visitor('Amara', { card: identity })
    await expect(enrol(em('3C00CE754C'))).rejects.toMatchObject({ code: 'conflict', field: 'identity' })
  })

  it('says in a sentence that Kisi rejects the number, leaves nothing waiting, and can be tried again', async () => {
    const { handlers, tap, em, queue, refuse, enrolled } = setUp({ refuse: taken() })
    const { id } = tap(em('3C00CE754C'))
    const enrol = () => handlers['cards.enrol']({ tapId: id, identity, format: null, remember: false })
    await expect(enrol()).rejects.toMatchObject({
      code: 'refused',
      field: 'identity',
      message:
        'Kisi has a card with the number 0013530444 already, added in another way. Look it up in Kisi, or take another card.',
    })
    expect(queue.counts()).toEqual({ waiting: 0, needsPerson: 0 })
    refuse.error = undefined
    expect(await enrol()).toMatchObject({ state: 'enrolled' })
    expect(enrolled).toHaveLength(1)
  })

  it('waits in the queue without the network, and is not asked for twice by the same tap', async () => {
    const { handlers, tap, em, queue, refuse, enrolled } = setUp({
      refuse: new KisiError('network', 'no network', { reached: false }),
      patienceMs: 300,
    })
    const { id } = tap(em('3C00CE754C'))
    const enrol = () => handlers['cards.enrol']({ tapId: id, identity, format: null, remember: false })
    expect(await enrol()).toEqual({ state: 'waiting', identity, number: '0013530444', cardId: null })
    expect(await enrol()).toMatchObject({ state: 'waiting' })
    expect(queue.counts()).toEqual({ waiting: 1, needsPerson: 0 })
    refuse.error = undefined
    queue.wake()
    await vi.waitFor(() => expect(enrolled).toHaveLength(1), { timeout: 15_000 })
  })
})
