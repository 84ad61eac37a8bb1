/** Arrays in the order of their items' ids. Most items come last and leave first. */
interface Item {
  id: number
}

/** The place of the first item with an id above this one. */
export function placeAfter(items: readonly Item[], id: number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (items[middle]!.id <= id) low = middle + 1
    else high = middle
  }
  return low
}

/** Puts an item in its place; one that is there already stays. */
export function put<One extends Item>(items: One[], item: One): void {
  const last = items.length - 1
  if (last < 0 || items[last]!.id < item.id) {
    items.push(item)
    return
  }
  const place = placeAfter(items, item.id)
  if (items[place - 1] !== item) items.splice(place, 0, item)
}

export function take<One extends Item>(items: One[], item: One): void {
  if (items[0] === item) {
    items.shift()
    return
  }
  const place = placeAfter(items, item.id) - 1
  if (place >= 0 && items[place] === item) items.splice(place, 1)
}
