import { hang, liftsAt, pathOf, setApart, stairsAt, wallAlongX, wallAlongY } from './geometry.ts'
import type { FloorPlan, PlacedDoor, Wall } from './geometry.ts'
import { sortedByKind, type DoorName } from './kinds.ts'
import type { Measures } from './layout.ts'

const CORRIDOR = 46
const CORE = 0.15

/** So many rooms to each row, as even as can be, the fuller rows first. */
export function rowsOf<Door>(doors: readonly Door[], mostInARow: number): Door[][] {
  if (doors.length === 0) return []
  const least = doors.length > 2 ? 2 : 1
  const count = Math.max(least, Math.ceil(doors.length / Math.max(1, mostInARow)))
  const rows: Door[][] = []
  let from = 0
  for (let row = 0; row < count; row++) {
    const size = Math.ceil((doors.length - from) / (count - row))
    rows.push(doors.slice(from, from + size))
    from += size
  }
  return rows
}

/**
 * Rooms on both sides of a corridor, and of as many corridors as it takes; at the start, where the doors' names speak of
 * them, lifts and stairs. Doors to the street are in the lowest row, where the outer wall is.
 */
export function corridorPlan(doors: readonly DoorName[], measures: Measures): FloorPlan {
  const { width, tile } = measures
  const { outer, passage, room } = sortedByKind(doors)
  const x = 10
  const y = 8
  const right = width - 10
  // Lifts lead to rooms: where there is none, a lobby's door is like any other.
  const core = passage.length > 0 && room.length > 0 ? Math.max(tile.width + 16, (right - x) * CORE) : 0
  const startX = x + core
  const mostInARow = Math.max(1, Math.floor((right - startX) / (tile.width + 10)))
  // As many ways in from the lifts as there are corridors; the others are rooms like any.
  const expected = Math.max(1, Math.ceil(rowsOf(room, mostInARow).length / 2))
  const ways = passage.slice(0, core > 0 ? expected : 0)
  const rows = rowsOf([...passage.slice(ways.length), ...room], mostInARow)
  const streetRows = outer.length > 0 ? [outer] : []
  const corridors = Math.max(rows.length === 0 && ways.length === 0 ? 0 : 1, Math.ceil(rows.length / 2), ways.length)
  const street = outer.length > 0 ? 28 : 0
  const many = rows.length + streetRows.length
  const free = measures.height - y - 8 - street - corridors * CORRIDOR
  const rowHeight = Math.max(tile.height + 24, free / Math.max(1, many))
  const bottom = y + corridors * CORRIDOR + many * rowHeight
  const height = bottom + 8 + street
  const gap = Math.round(Math.max(22, Math.min(42, rowHeight - tile.height - 20)))
  /** Where a leaf that opens would reach the tile, the tile stands beside it. */
  const tight = rowHeight - tile.height < gap + 14

  const outerWall = wallAlongX(bottom, x, right)
  const walls = [wallAlongX(y, x, right), outerWall, wallAlongY(x, y, bottom), wallAlongY(right, y, bottom)]
  const rooms = [{ x, y, width: right - x, height: bottom - y }]
  const placed: PlacedDoor[] = []
  const coreWall = wallAlongY(startX, y, bottom)
  if (core > 0) walls.push(coreWall)

  let top = y
  for (let band = 0; band < corridors; band++) {
    const [above, below] = [rows[band * 2], rows[band * 2 + 1]]
    const corridorTop = top + (above ? rowHeight : 0)
    const corridorBottom = corridorTop + CORRIDOR
    const middle = (corridorTop + corridorBottom) / 2
    if (above) addRow(above, top, wallAlongX(corridorTop, startX, right), -1, middle)
    if (below) addRow(below, corridorBottom, wallAlongX(corridorBottom, startX, right), 1, middle)
    setApart(placed.map(({ reader }) => reader).filter(({ y: at }) => at === middle))
    addWay(ways[band], middle)
    top = corridorBottom + (below ? rowHeight : 0)
    if (band + 1 < corridors || streetRows.length > 0) walls.push(wallAlongX(top, startX, right))
  }
  for (const row of streetRows) addRow(row, top, outerWall, -1, bottom + 18)

  /** Rooms with their doors in one wall. `side` is where they lie, seen from that wall. */
  function addRow(row: readonly DoorName[], rowTop: number, wall: Wall, side: -1 | 1, readerY: number) {
    if (wall !== outerWall) walls.push(wall)
    const each = (right - startX) / row.length
    row.forEach((door, index) => {
      const left = startX + each * index
      if (index > 0) walls.push(wallAlongY(left, rowTop, rowTop + rowHeight))
      const inset = tight ? 8 : Math.max(14, each / 2 - tile.width / 2)
      // Doors across a corridor stand at other ends of their rooms, so that their readers do not meet.
      const atStart = side < 0
      const from = atStart ? left + inset : left + each - inset - gap
      const aside = tight ? (gap / 2 + 2) * (atStart ? 1 : -1) : 0
      const away = tight ? 0 : side * (gap / 2 - 4)
      placed.push({
        id: door.id,
        tile: {
          x: left + each / 2 + aside,
          y: rowTop + rowHeight / 2 + away,
          width: each - 16 - (tight ? gap + 4 : 0),
        },
        leaf: hang(wall, from, gap, side, atStart ? 'from' : 'to'),
        reader: { x: wall === outerWall ? from + gap + 20 : from + gap / 2, y: readerY },
      })
    })
  }

  function addWay(door: DoorName | undefined, middle: number) {
    if (!door) return
    const size = Math.min(gap, CORRIDOR - 8)
    placed.push({
      id: door.id,
      tile: { x: x + core / 2, y: middle - size / 2 - tile.height / 2 - 6, width: core - 12 },
      leaf: hang(coreWall, middle - size / 2, size, -1, 'to'),
      reader: { x: startX - 20, y: middle },
    })
  }

  const size = Math.min(34, rowHeight / 3)
  const stairs = Math.min(38, size + 4)
  return {
    width,
    height,
    rooms,
    walls: walls.map(pathOf).join(''),
    fittings: core > 0 ? liftsAt({ x: x + 10, y }, size) + stairsAt({ x: x + 64, y: bottom - stairs }, stairs) : '',
    labels:
      core > 0
        ? [
            { text: 'Lifts', x: x + 2 * size + 38, y: y + size / 2 },
            { text: 'Stairs', x: x + 90, y: bottom - stairs / 2 },
          ]
        : [],
    doors: placed,
  }
}
