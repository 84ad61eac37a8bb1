import { deriveHex } from './derive.ts'

/** The API key of the owner, whom the desk acts for: the same for every run of a seed. */
export const demoKey = (seed: number): string => `sim_${deriveHex(seed, 'key/demo', 0).slice(0, 40)}`
/** The API key of somebody who may open doors and change nothing. */
export const ordinaryKey = (seed: number): string => `sim_${deriveHex(seed, 'key/ordinary', 0).slice(0, 40)}`
/** The owner's password for POST /logins. */
export const ownerPassword = (seed: number): string => `harbour-${deriveHex(seed, 'password/owner', 0).slice(0, 10)}`
