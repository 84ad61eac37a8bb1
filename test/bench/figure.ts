/** One measured number and what it must not exceed, or with `atLeast` not fall short of. */
export interface Figure {
  name: string
  value: number
  unit: string
  bar: number
  atLeast?: true
}

/** The value below which `share` of the samples lie (nearest rank). */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? Number.NaN
}
