/**
 * How long to wait before the next try: full jitter between 0 and an exponentially growing ceiling, so that desks that
 * lost the same network do not come back in step. Milliseconds.
 */
export function fullJitter(
  attempt: number,
  random: () => number,
  options = { firstMs: 1000, ceilingMs: 60_000 },
): number {
  const ceiling = Math.min(options.ceilingMs, options.firstMs * 2 ** Math.min(Math.max(attempt - 1, 0), 16))
  return Math.max(1, Math.ceil(random() * ceiling))
}
