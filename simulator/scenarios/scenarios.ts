import type { Doors } from '../hardware/doors.ts'
import { createRolls } from '../world/derive.ts'
import type { Events } from '../world/events.ts'
import type { World } from '../world/world.ts'
import { checkCauses } from './checks/causes.ts'
import { checkCounts } from './checks/counts.ts'
import { checkOpenings } from './checks/openings.ts'
import { checkPresences } from './checks/presences.ts'
import { checkRights } from './checks/rights.ts'
import { fireDrill } from './fire-drill.ts'
import { morningRush } from './morning-rush.ts'
import { night } from './night.ts'
import { observed } from './observed.ts'
import type { Cast, Scenario } from './scenario.ts'
import { createStage, type CallApi } from './stage.ts'
import type { Check, Story } from './story.ts'
import { createTimeline, type Timeline } from './timeline.ts'
import { createTrail } from './trail.ts'

const SCENARIOS: readonly Scenario[] = [morningRush, fireDrill, night]
export const SCENARIO_NAMES: readonly string[] = SCENARIOS.map(({ name }) => name)
export const scenarioOf = (name: string): Scenario | undefined => SCENARIOS.find((each) => each.name === name)

/** A scenario that runs or has run. */
export interface Run {
  /** From 1. */
  id: number
  name: string
  says: string
  seed: number
  state: 'running' | 'passed' | 'failed'
  started_at: string
  ended_at: string | null
  /** What was on the stage, and what happened. */
  counts: Record<string, number>
  checks: Check[]
  /** What kept it from coming to an end. */
  error: string | null
}

export interface Scenarios {
  /** The doors to work everywhere: what is done to them while a scenario runs is seen. */
  readonly doors: Doors
  /** Starts one; null while another is running. `ended` resolves with its outcome. */
  start(scenario: Scenario, options?: Partial<Cast> & { seed?: number }): { run: Run; ended: Promise<Run> } | null
  /** Running and finished, the latest first. */
  all(): Run[]
}

const CHECKS: readonly ((story: Story) => Check)[] = [
  checkRights,
  checkCauses,
  checkOpenings,
  checkCounts,
  checkPresences,
]
const KEPT_RUNS = 20

/** `call` is how the reception asks the API. */
export function createScenarios(parts: { world: World; events: Events; doors: Doors; call: CallApi }): Scenarios {
  const { world, events } = parts
  const trail = createTrail(world, events)
  const doors = observed(parts.doors, world, trail)
  const runs: Run[] = []
  let count = 0
  let playing: Timeline | null = null
  // Whom it waited for is gone with the world it was played in.
  world.onRestore(() => playing?.stop(new Error('The world was put back to a snapshot while it was played.')))

  async function play(run: Run, scenario: Scenario, cast: Cast): Promise<void> {
    const timeline = createTimeline(world.clock)
    playing = timeline
    const rolls = createRolls(run.seed, `scenario/${run.name}`)
    const call: CallApi = (method, path, body) => trail.calling(parts.call(method, path, body))
    const stage = createStage({ world, rolls, timeline, doors, call })
    try {
      const counts = scenario.play(stage, cast)
      run.counts = { ...counts }
      trail.begin()
      await timeline.run()
      trail.end()
      const story = { world, trail, passages: stage.passages, expected: stage.expected }
      run.checks = CHECKS.map((look) => look(story))
      run.counts = { ...counts, ...countsOf(story) }
      run.state = run.checks.every(({ ok }) => ok) ? 'passed' : 'failed'
    } catch (error) {
      run.state = 'failed'
      run.error = error instanceof Error ? error.message : String(error)
    } finally {
      trail.end()
      playing = null
      run.ended_at = world.clock.iso()
    }
  }

  return {
    doors,
    start(scenario, { seed = world.seed, ...cast } = {}) {
      if (runs.some(({ state }) => state === 'running')) return null
      const { name, says, usual } = scenario
      const run: Run = {
        ...{ id: ++count, name, says, seed, state: 'running', started_at: world.clock.iso(), ended_at: null },
        ...{ counts: {}, checks: [], error: null },
      }
      runs.unshift(run)
      runs.splice(KEPT_RUNS)
      const ended = play(run, scenario, { ...usual, ...cast }).then(() => run)
      return { run, ended }
    },
    all: () => [...runs],
  }
}

function countsOf({ trail, passages }: Story): Record<string, number> {
  const count = (what: string) => passages.filter((passage) => passage.what === what).length
  const written = (type: string) => trail.events.filter(({ event }) => event.type === type).length
  return {
    let_in: new Set(passages.filter(({ what }) => what !== 'out' && what !== 'refused').map(({ who }) => who)).size,
    refused: count('refused'),
    went_out: count('out'),
    slipped_in: count('behind'),
    opened_by_desk: count('desk'),
    held_open: written('lock.held_open'),
    forced: written('lock.forced_open'),
    events: trail.events.length,
  }
}
