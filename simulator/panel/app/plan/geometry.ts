/** Lengths are CSS pixels, from the plan's upper left corner. */
export interface Point {
  x: number
  y: number
}
export interface Box extends Point {
  width: number
  height: number
}

/** A door in its wall: where its leaf hangs, where it ends while closed, and where while open. */
export interface Leaf {
  hinge: Point
  closed: Point
  open: Point
}

export interface PlacedDoor {
  id: number
  /** Where the middle of its tile is, and how wide it may be. */
  tile: Point & { width: number }
  leaf: Leaf
  /** The middle of its reader. */
  reader: Point
}

export interface PlanLabel extends Point {
  text: string
}

export interface FloorPlan {
  width: number
  height: number
  /** What is inside the building. */
  rooms: Box[]
  /** SVG path data: walls with their gaps left out; lifts and stairs. */
  walls: string
  fittings: string
  labels: PlanLabel[]
  doors: PlacedDoor[]
}

/** A straight wall, along x or along y, and the gaps in it for doors. */
export interface Wall {
  along: 'x' | 'y'
  /** The other coordinate. */
  at: number
  from: number
  to: number
  gaps: [from: number, to: number][]
}

const round = (length: number): number => Math.round(length * 10) / 10

/** A wall as path data, its gaps left out. */
export function pathOf(wall: Wall): string {
  const gaps = wall.gaps.toSorted(([one], [other]) => one - other)
  const edges = [wall.from, ...gaps.flat(), wall.to]
  let path = ''
  for (let index = 0; index < edges.length; index += 2) {
    const [from, to] = [round(edges[index] ?? 0), round(edges[index + 1] ?? 0)]
    if (to <= from) continue
    path += wall.along === 'x' ? `M${from} ${round(wall.at)}H${to}` : `M${round(wall.at)} ${from}V${to}`
  }
  return path
}

export const wallAlongX = (at: number, from: number, to: number): Wall => ({ along: 'x', at, from, to, gaps: [] })
export const wallAlongY = (at: number, from: number, to: number): Wall => ({ along: 'y', at, from, to, gaps: [] })

/**
 * Puts a door into a wall, its gap beginning at `from`. The leaf hangs at the gap's end that `hinge` names and opens
 * towards `side`: -1 is up or to the start, 1 down or to the end.
 */
export function hang(wall: Wall, from: number, width: number, side: -1 | 1, hinge: 'from' | 'to' = 'to'): Leaf {
  wall.gaps.push([from, from + width])
  const [hung, free] = hinge === 'from' ? [from, from + width] : [from + width, from]
  const at = (along: number, away: number): Point =>
    wall.along === 'x' ? { x: along, y: wall.at + away } : { x: wall.at + away, y: along }
  return { hinge: at(hung, 0), closed: at(free, 0), open: at(hung, side * width) }
}

/** The quarter circle that a leaf draws when it opens, as path data. */
export function arcOf({ hinge, closed, open }: Leaf): string {
  const radius = Math.abs(closed.x - hinge.x) + Math.abs(closed.y - hinge.y)
  const turn = (open.x - hinge.x) * (closed.y - hinge.y) - (open.y - hinge.y) * (closed.x - hinge.x)
  return `M${open.x} ${open.y}A${radius} ${radius} 0 0 ${turn > 0 ? 1 : 0} ${closed.x} ${closed.y}`
}

/** Two lifts side by side from here to the right, as path data. */
export const liftsAt = ({ x, y }: Point, size: number): string =>
  [x, x + size + 6]
    .map((left) => `M${left} ${y}h${size}v${size}h${-size}zl${size} ${size}M${left + size} ${y}l${-size} ${size}`)
    .join('')

/** Stairs of six steps that end here at the right, as path data. */
export const stairsAt = ({ x, y }: Point, height: number): string =>
  Array.from({ length: 6 }, (_, step) => `M${x - 9 * (step + 1)} ${y}v${height}`).join('') +
  `M${x - 54} ${y + height}h54`

/** How far apart the middles of two readers are at least. */
const APART = 34

/** Readers on one line, moved aside where they would stand on one another. */
export function setApart(readers: Point[]): void {
  const inOrder = readers.toSorted((one, other) => one.x - other.x)
  for (const [index, reader] of inOrder.entries()) {
    const before = inOrder[index - 1]
    if (before !== undefined) reader.x = Math.max(reader.x, before.x + APART)
  }
}
