/** Where each of many rows begins, in pixels from the top; one more for where the last one ends. */
export function offsetsOf(heights: readonly number[]): Float64Array {
  const offsets = new Float64Array(heights.length + 1)
  for (let row = 0; row < heights.length; row++) offsets[row + 1] = (offsets[row] ?? 0) + (heights[row] ?? 0)
  return offsets
}

/** The row that covers a point, the first or the last one beyond the ends; 0 where there are none. */
export function rowAt(offsets: Float64Array, point: number): number {
  let low = 0
  let high = Math.max(0, offsets.length - 2)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle] ?? 0) <= point) low = middle
    else high = middle - 1
  }
  return low
}

/** The rows that touch a stretch, as `[first, end)`. */
export function rowsWithin(offsets: Float64Array, from: number, to: number): { first: number; end: number } {
  const count = offsets.length - 1
  if (count <= 0) return { first: 0, end: 0 }
  return { first: rowAt(offsets, from), end: Math.min(count, rowAt(offsets, to) + 1) }
}
