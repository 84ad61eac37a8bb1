import { describe, expect, it } from 'vitest'
import type { Box, FloorPlan } from '../../../../simulator/panel/app/plan/geometry.ts'
import { kindOf, shortName } from '../../../../simulator/panel/app/plan/kinds.ts'
import { doorTowards, planOf, type Measures } from '../../../../simulator/panel/app/plan/layout.ts'

const SMALL: Measures = { width: 706, height: 298, tile: { width: 148, height: 46 } }
const LARGE: Measures = { width: 1132, height: 432, tile: { width: 172, height: 50 } }

const GROUND = ['Front entrance', 'Turnstile A', 'Turnstile B', 'Goods entrance', 'Post room', 'Bicycle cellar']
const doorsOf = (names: readonly string[]) => names.map((name, index) => ({ id: index + 1, name }))

const FLOORS: Record<string, string[]> = {
  'the ground floor of Harbour House': GROUND,
  'one room': ['Archive'],
  'a street door alone': ['Back door'],
  'a lift lobby alone': ['Lift lobby, 2nd'],
  'a lift lobby and two rooms': ['Lift lobby, 4th', 'Server room', 'Roof terrace'],
  'a lift lobby and five rooms': ['Lift lobby', 'Stairwell A', 'Stairwell B', 'Board room', 'Print room', 'Kitchen'],
  'a ground floor of ten doors': [...GROUND, 'Loading bay', 'Plant room', 'Stairwell A', 'Stairwell B'],
  'thirty rooms': Array.from({ length: 30 }, (_, index) => `Room ${index}`),
  'nine street doors and a room': [...Array.from({ length: 9 }, (_, index) => `Gate ${index}`), 'Office'],
}

const tileBoxes = (plan: FloorPlan, { tile }: Measures): (Box & { id: number })[] =>
  plan.doors.map(({ id, tile: { x, y, width } }) => {
    const drawn = Math.min(width, tile.width - 20)
    return { id, x: x - drawn / 2, y: y - (tile.height - 4) / 2, width: drawn, height: tile.height - 4 }
  })
const meet = (one: Box, other: Box) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height

describe.each(Object.entries(FLOORS))('the plan of %s', (_, names) => {
  describe.each([
    ['small', SMALL],
    ['large', LARGE],
  ])('in a %s window', (_size, measures) => {
    const plan = planOf(doorsOf(names), measures)

    it('shows every door once, within its bounds', () => {
      expect(plan.doors.map(({ id }) => id).sort((one, other) => one - other)).toEqual(names.map((_name, at) => at + 1))
      for (const { x, y, width, height } of tileBoxes(plan, measures)) {
        expect(x).toBeGreaterThanOrEqual(0)
        expect(y).toBeGreaterThanOrEqual(0)
        expect(x + width).toBeLessThanOrEqual(plan.width)
        expect(y + height).toBeLessThanOrEqual(plan.height)
      }
      expect(plan.width).toBe(measures.width)
    })

    it('lets no tile and no reader stand on another', () => {
      const tiles = tileBoxes(plan, measures)
      for (const one of tiles) for (const other of tiles) if (one.id < other.id) expect(meet(one, other)).toBe(false)
      const readers = plan.doors.map(({ reader }) => reader)
      for (const [index, one] of readers.entries()) {
        for (const other of readers.slice(index + 1)) {
          expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThanOrEqual(28)
        }
      }
    })

    it('hangs every leaf in a gap of a wall', () => {
      for (const { leaf } of plan.doors) {
        const length = Math.hypot(leaf.closed.x - leaf.hinge.x, leaf.closed.y - leaf.hinge.y)
        expect(length).toBeGreaterThan(20)
        expect(Math.hypot(leaf.open.x - leaf.hinge.x, leaf.open.y - leaf.hinge.y)).toBeCloseTo(length)
      }
      expect(plan.walls).toMatch(/^(M[\d.]+ [\d.]+[HV][\d.]+)+$/)
    })
  })
})

it('draws the same doors alike every time', () => {
  expect(planOf(doorsOf(GROUND), SMALL)).toEqual(planOf(doorsOf(GROUND), SMALL))
})

it('fits an ordinary floor into the window, and grows beyond it only for more doors than that', () => {
  expect(planOf(doorsOf(GROUND), SMALL).height).toBeLessThanOrEqual(SMALL.height)
  expect(planOf(doorsOf(FLOORS['thirty rooms'] ?? []), SMALL).height).toBeGreaterThan(SMALL.height)
})

it('puts the street’s doors into the outer wall, below which their readers are', () => {
  const plan = planOf(doorsOf(GROUND), SMALL)
  const front = plan.doors.find(({ id }) => id === 1)
  const post = plan.doors.find(({ id }) => id === 5)
  expect(front?.reader.y).toBeGreaterThan(front?.leaf.hinge.y ?? Infinity)
  expect(front?.reader.y).toBeGreaterThan(post?.reader.y ?? Infinity)
})

describe('the arrow keys', () => {
  const plan = planOf(doorsOf(GROUND), SMALL)
  const by = (from: string, key: string) => {
    const id = doorTowards(plan.doors, GROUND.indexOf(from) + 1, key)
    return id === null ? null : GROUND[id - 1]
  }

  it('lead to the nearest door on that side', () => {
    expect(by('Turnstile A', 'ArrowLeft')).toBe('Goods entrance')
    expect(by('Post room', 'ArrowDown')).toBe('Bicycle cellar')
    expect(by('Bicycle cellar', 'ArrowUp')).toBe('Post room')
  })
  it('lead nowhere beyond the last one, and other keys nowhere at all', () => {
    expect(by('Goods entrance', 'ArrowLeft')).toBeNull()
    expect(by('Turnstile A', 'Enter')).toBeNull()
  })
  it('reach every door from every other', () => {
    const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']
    for (const start of plan.doors) {
      const reached = new Set([start.id])
      for (const id of reached) for (const key of keys) reached.add(doorTowards(plan.doors, id, key) ?? id)
      expect(reached.size).toBe(plan.doors.length)
    }
  })
})

it.each([
  ['Front entrance', 'outer'],
  ['Goods entrance', 'outer'],
  ['Garage', 'outer'],
  ['Turnstile B', 'passage'],
  ['Lift lobby, 4th', 'passage'],
  ['Stairwell A, 3rd', 'passage'],
  ['Server room', 'room'],
  ['Investigations', 'room'],
])('takes %s for %s', (name, kind) => {
  expect(kindOf(name)).toBe(kind)
})

it('leaves out of a name what floor and place say already, and never all of it', () => {
  const at = (name: string) => shortName({ name, floor: '3rd floor', place: { name: 'Delft Laboratories' } })
  expect(at('Stairwell A, 3rd, Delft')).toBe('Stairwell A')
  expect(at('Board room, north')).toBe('Board room, north')
  expect(at('Delft')).toBe('Delft')
})
