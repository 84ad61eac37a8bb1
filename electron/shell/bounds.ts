import { z } from 'zod'

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

export interface WindowState {
  bounds: Rectangle
  maximized: boolean
}

const length = z.int().min(200).max(20_000)
const offset = z.int().min(-50_000).max(50_000)
const storedState = z.object({
  bounds: z.object({ x: offset, y: offset, width: length, height: length }),
  maximized: z.boolean(),
})

export const defaultSize = { width: 1366, height: 768 } as const
export const smallestSize = { width: 1024, height: 640 } as const

/** How much of the title bar must be on some display for a person to be able to move the window, in pixels. */
const graspable = { width: 120, height: 40 } as const

/**
 * The window state to start with: the stored one when it is whole and its title bar can be grasped on one of the
 * displays there are now (work areas, in display-independent pixels), else null, for the default in the middle.
 */
export function restoreWindowState(stored: unknown, workAreas: readonly Rectangle[]): WindowState | null {
  const parsed = storedState.safeParse(stored)
  if (!parsed.success) return null
  const { bounds, maximized } = parsed.data
  const reachable = workAreas.some((area) => {
    const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
    const height = Math.min(bounds.y + graspable.height, area.y + area.height) - Math.max(bounds.y, area.y)
    return width >= graspable.width && height >= graspable.height
  })
  return reachable ? { bounds, maximized } : null
}
