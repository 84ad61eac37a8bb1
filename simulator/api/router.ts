import type { Route } from './routes.ts'

/** The route of a request, with the values that stand in its path. */
export interface Match {
  route: Route
  path: Record<string, string>
}

export type Router = (method: string, path: string) => Match | null

interface Leaf {
  route: Route
  /** The names of the path's values, in their order. */
  names: readonly string[]
}

/** One part of a path, with whatever may follow it. */
interface Node {
  parts: Map<string, Node>
  /** Any part that `parts` does not name. */
  value: Node | null
  /** By method. */
  leaves: Map<string, Leaf>
}

const createNode = (): Node => ({ parts: new Map(), value: null, leaves: new Map() })

function decoded(part: string): string {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/**
 * Finds the route of a path at a cost that does not grow with the number of routes. A part that a route names goes
 * before one that it takes as a value; of two routes that are alike the first one counts.
 */
export function createRouter(routes: readonly Route[]): Router {
  const root = createNode()
  for (const route of routes) {
    let node = root
    const names: string[] = []
    for (const part of route.path.split('/').slice(1)) {
      if (part.startsWith(':')) {
        names.push(part.slice(1))
        node = node.value ??= createNode()
      } else {
        let next = node.parts.get(part)
        if (!next) node.parts.set(part, (next = createNode()))
        node = next
      }
    }
    if (!node.leaves.has(route.method)) node.leaves.set(route.method, { route, names })
  }

  function find(node: Node, method: string, parts: readonly string[], at: number, values: string[]): Leaf | null {
    if (at === parts.length) return node.leaves.get(method) ?? null
    const part = parts[at] ?? ''
    const next = node.parts.get(part)
    const named = next && find(next, method, parts, at + 1, values)
    if (named) return named
    if (!node.value || part === '') return null
    values.push(part)
    const leaf = find(node.value, method, parts, at + 1, values)
    if (!leaf) values.pop()
    return leaf
  }

  return (method, path) => {
    const parts = path.split('/')
    const values: string[] = []
    const leaf = find(root, method, parts, 1, values)
    if (!leaf) return null
    const named: Record<string, string> = {}
    for (let index = 0; index < values.length; index++) named[leaf.names[index] ?? ''] = decoded(values[index] ?? '')
    return { route: leaf.route, path: named }
  }
}
