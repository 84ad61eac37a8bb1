import { hang, liftsAt, pathOf, stairsAt, wallAlongX, wallAlongY, type FloorPlan, type PlacedDoor } from './geometry.ts'
import { sortedByKind, type DoorName } from './kinds.ts'
import type { Measures } from './layout.ts'

/** How much of the building the room at the start and the hall take, and of the hall what lies behind the turnstiles. */
const SIDE = 0.243
const HALL = 0.424
const CORE = 0.4

/**
 * A ground floor: the entrance leads into a hall, turnstiles lead on to lifts and stairs, rooms lie at the end, and a
 * room with a door of its own to the street at the start. Null where more doors stand here than this holds.
 */
export function hallPlan(doors: readonly DoorName[], measures: Measures): FloorPlan | null {
  const { outer, passage, room } = sortedByKind(doors)
  const front = outer.find(({ name }) => /front|main|entrance/i.test(name) && !/goods|loading/i.test(name)) ?? outer[0]
  if (front === undefined) return null
  const [side, ...spare] = outer.filter((door) => door !== front)
  const { width, tile } = measures
  const height = Math.max(measures.height, tile.height * 4 + 60)
  const box = { x: 10, y: 8, width: width - 20, height: height - 44 }
  const right = box.x + box.width
  const bottom = box.y + box.height
  const hallX = side ? box.x + box.width * SIDE : box.x
  const endX = room.length + spare.length > 0 ? hallX + box.width * (side ? HALL : HALL + SIDE * 0.6) : right
  const hallWidth = endX - hallX
  const stack = [...room, ...spare]
  const most = Math.floor(box.height / (tile.height + 30))
  const many = passage.length * (tile.width * 0.62) > hallWidth
  if (stack.length > most || spare.length > 1 || many || hallWidth < tile.width + 40) return null

  const gap = Math.min(48, Math.round(box.height / 6))
  const placed: PlacedDoor[] = []
  const outerWall = wallAlongX(bottom, box.x, right)
  const walls = [
    wallAlongX(box.y, box.x, right),
    outerWall,
    wallAlongY(box.x, box.y, bottom),
    wallAlongY(right, box.y, bottom),
  ]
  const reader = { below: bottom + 18 }
  if (side) {
    walls.push(wallAlongY(hallX, box.y, bottom))
    const middle = (box.x + hallX) / 2
    const leaf = hang(outerWall, middle - gap / 2, gap, -1)
    placed.push({
      id: side.id,
      tile: { x: middle, y: box.y + box.height * 0.56, width: hallX - box.x - 16 },
      leaf,
      reader: { x: middle + gap / 2 + 20, y: reader.below },
    })
  }
  const rooms = [
    { x: box.x, y: box.y, width: hallX - box.x, height: box.height },
    { x: hallX, y: box.y, width: hallWidth, height: box.height },
  ]

  const coreBottom = box.y + box.height * CORE
  if (passage.length > 0) {
    const wall = wallAlongX(coreBottom, hallX, endX)
    walls.push(wall)
    const tileWidth = passage.length > 2 ? tile.width : Math.min(tile.width * 1.12, hallWidth - 60)
    const aside = passage.length > 2 ? 0 : gap * 0.4
    passage.forEach((door, index) => {
      const middle = hallX + (hallWidth * (index + 0.5)) / passage.length
      const leaf = hang(wall, middle - gap / 2, gap, -1)
      const above = index % 2 === 0
      const [least, most] = [hallX + tileWidth / 2 + 6, endX - tileWidth / 2 - 38]
      placed.push({
        id: door.id,
        tile: {
          x: Math.max(least, Math.min(most, middle + (above ? -aside : aside))),
          y: above ? coreBottom - tile.height / 2 - 10 : coreBottom + tile.height / 2 + 36,
          width: tileWidth,
        },
        leaf,
        reader: { x: middle, y: coreBottom + 19 },
      })
    })
  }
  const frontMiddle = hallX + hallWidth / 2
  placed.push({
    id: front.id,
    tile: { x: frontMiddle, y: bottom - tile.height / 2 - 10, width: Math.min(tile.width * 1.2, hallWidth - 16) },
    leaf: hang(outerWall, frontMiddle - gap / 2, gap, 1),
    reader: { x: frontMiddle + gap / 2 + 20, y: reader.below },
  })

  if (stack.length > 0) {
    const wall = wallAlongY(endX, box.y, bottom)
    walls.push(wall)
    const each = box.height / stack.length
    stack.forEach((door, index) => {
      const top = box.y + each * index
      rooms.push({ x: endX, y: top, width: right - endX, height: each })
      if (index > 0) walls.push(wallAlongX(top, endX, right))
      const size = Math.min(gap, each - 20)
      const middle = { x: (endX + right) / 2 + 10, y: top + each / 2 }
      const toStreet = spare.includes(door)
      // Not on the wall that meets this one here.
      const readerY =
        passage.length > 0 && Math.abs(middle.y - coreBottom) < 24
          ? coreBottom + (middle.y < coreBottom ? -24 : 24)
          : middle.y
      const from = toStreet ? middle.x - size / 2 : top + (each - size) / 2
      placed.push({
        id: door.id,
        tile: { ...middle, width: right - endX - 60 },
        leaf: toStreet ? hang(outerWall, from, size, 1) : hang(wall, from, size, 1, 'from'),
        reader: toStreet ? { x: middle.x + size / 2 + 20, y: reader.below } : { x: endX - 20, y: readerY },
      })
    })
  }

  const size = Math.min(38, Math.round(box.height / 8))
  // Readers of the first room stand at the end of the core.
  const stairsAway = stack.length > 2 ? 44 : 0
  const fitted = passage.length > 0 && hallWidth > 260
  return {
    width,
    height,
    rooms: rooms.filter((each) => each.width > 0),
    walls: walls.map(pathOf).join(''),
    fittings: fitted
      ? liftsAt({ x: hallX + 10, y: box.y }, size) +
        stairsAt({ x: endX - stairsAway, y: box.y }, Math.round(size * 1.1))
      : '',
    labels: fitted
      ? [
          { text: 'Lifts', x: hallX + 2 * size + 40, y: box.y + size / 2 },
          { text: 'Stairs', x: endX - 82 - stairsAway, y: box.y + size / 2 },
          { text: 'Lobby', x: hallX + 30, y: bottom - 16 },
        ]
      : [],
    doors: placed,
  }
}
