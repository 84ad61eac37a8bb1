/** A door or a place that a lockdown, or its end, is asked for. */
export interface Target {
  what: 'door' | 'place'
  id: number
  name: string
  /** How many doors it is. */
  doors: number
}

export interface Asked {
  deed: 'lock_down' | 'release'
  /** Null while it is to be chosen. */
  target: Target | null
}
