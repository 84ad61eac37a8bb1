import type { Stage } from './stage.ts'

/** How many of whom. */
export interface Cast {
  people: number
  visitors: number
}

/** Something that happens in the building, played by the simulator's own people. */
export interface Scenario {
  name: string
  /** In a sentence. */
  says: string
  /** When it happens in a world that was made for it, RFC 3339. */
  start: string
  usual: Cast
  /** Sends everybody off; they run on the stage's timeline. Says what was put on the stage. */
  play(stage: Stage, cast: Cast): { doors: number; people: number; visitors: number; minutes: number }
}
