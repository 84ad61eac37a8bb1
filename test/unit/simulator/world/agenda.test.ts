import { expect, it } from 'vitest'
import { createAgenda, type Entry } from '../../../../simulator/world/agenda.ts'
import { createRolls } from '../../../../simulator/world/derive.ts'

it('gives what a sorted list gives, through every kind of change', () => {
  const seed = 20_260_504
  const rolls = createRolls(seed, 'agenda')
  const agenda = createAgenda()
  let model: { entry: Entry; cancel: () => void }[] = []
  const first = () =>
    model.reduce<(typeof model)[number] | undefined>(
      (best, each) => (best && best.entry.moment <= each.entry.moment ? best : each),
      undefined,
    )
  for (let step = 0; step < 5000; step++) {
    const what = rolls.below(20)
    if (what < 11) {
      const entry = { moment: rolls.below(50), run: () => undefined }
      model.push({ entry, cancel: agenda.add(entry) })
    } else if (what < 15 && model.length > 0) {
      const each = rolls.pick(model)
      each.cancel()
      each.cancel()
      model = model.filter((other) => other !== each)
    } else if (what < 19) {
      const expected = first()
      expect(agenda.take(), `seed ${seed}, step ${step}`).toBe(expected?.entry)
      expected?.cancel()
      model = model.filter((each) => each !== expected)
    } else if (rolls.percent(5)) {
      agenda.clear()
      for (const { cancel } of model) cancel()
      model = []
    }
    expect([agenda.size, agenda.first()], `seed ${seed}, step ${step}`).toEqual([model.length, first()?.entry])
  }
})
