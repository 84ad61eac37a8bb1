import { buildWorld } from './plans/build.ts'
import { campusPlan, officePlan, smallPlan } from './plans/generated.ts'
import { harbourPlan } from './plans/harbour.ts'
import { readWorldFile } from './plans/world-file.ts'
import type { World } from './world.ts'

/** The worlds that are made up, by name: `harbour` is the one of the desk's demo. */
const PLANS = { harbour: harbourPlan, small: smallPlan, office: officePlan, campus: campusPlan } as const

export type WorldName = keyof typeof PLANS
export const WORLD_NAMES = Object.keys(PLANS) as readonly WorldName[]
const isWorldName = (name: string): name is WorldName => Object.hasOwn(PLANS, name)

/** Where the made-up buildings stand. Not the machine's own zone: a world is the same on every machine. */
export const USUAL_TIME_ZONE = 'Europe/Amsterdam'

/** What an empty world is filled with. The world's seed decides whatever looks random in it. */
export interface WorldSource {
  name: string
  fill(world: World, timeZone?: string): void
}

/** The world of that name, or the one in that file. Throws WorldFileError with one sentence. */
export function worldOf(nameOrPath: string): WorldSource {
  if (isWorldName(nameOrPath)) {
    const plan = PLANS[nameOrPath]
    return {
      name: nameOrPath,
      fill: (world, timeZone = USUAL_TIME_ZONE) => buildWorld(world, plan(world.seed, timeZone)),
    }
  }
  const { name, plan } = readWorldFile(nameOrPath, WORLD_NAMES)
  return { name, fill: (world) => buildWorld(world, plan) }
}
