/** What is to be done at a moment of the simulator's time. */
export interface Entry {
  readonly moment: number
  readonly run: () => void
}

/** Entries by moment, those of one moment in the order of their adding. Adding and taking cost the logarithm of their number. */
export interface Agenda {
  /** Returns a function that takes the entry back; calling it again does nothing. */
  add(entry: Entry): () => void
  /** The first one, which stays. */
  first(): Entry | undefined
  take(): Entry | undefined
  clear(): void
  readonly size: number
}

interface Node {
  entry: Entry
  order: number
  /** Where it lies in the heap; -1 when it is out of it. */
  index: number
}

const before = (one: Node, other: Node): boolean =>
  one.entry.moment < other.entry.moment || (one.entry.moment === other.entry.moment && one.order < other.order)

/** A binary heap whose nodes know where they lie, so that any of them can be taken out. */
export function createAgenda(): Agenda {
  const heap: Node[] = []
  let order = 0

  function place(node: Node, index: number) {
    heap[index] = node
    node.index = index
  }
  function rise(node: Node) {
    let index = node.index
    while (index > 0) {
      const parent = heap[(index - 1) >> 1]
      if (!parent || before(parent, node)) break
      const above = parent.index
      place(parent, index)
      index = above
    }
    place(node, index)
  }
  function sink(node: Node) {
    let index = node.index
    for (;;) {
      const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]]
      const child = left && right && before(right, left) ? right : left
      if (!child || before(node, child)) break
      const below = child.index
      place(child, index)
      index = below
    }
    place(node, index)
  }
  function remove(node: Node) {
    if (node.index < 0) return
    const last = heap.pop()
    if (last && last !== node) {
      place(last, node.index)
      rise(last)
      sink(last)
    }
    node.index = -1
  }

  return {
    add(entry) {
      const node: Node = { entry, order: order++, index: heap.length }
      heap.push(node)
      rise(node)
      return () => remove(node)
    },
    first: () => heap[0]?.entry,
    take() {
      const [node] = heap
      if (node) remove(node)
      return node?.entry
    },
    clear() {
      for (const node of heap) node.index = -1
      heap.length = 0
    },
    get size() {
      return heap.length
    },
  }
}
