/**
 * Where the simulator is for its callers. While its port is refused, this page comes from another one and remembers in
 * its own address, as `of`, which it stands in for.
 */
export const simulatorHost = (): string => new URLSearchParams(location.search).get('of') ?? location.host

/** The panel's address behind other controls, e.g. `http://127.0.0.1:40001`. */
export function panelAt(controls: string): string {
  const asked = new URLSearchParams(location.search)
  const host = simulatorHost()
  asked.delete('of')
  if (new URL(controls).host !== host) asked.set('of', host)
  return `${controls}/_sim/panel${asked.size > 0 ? `?${asked}` : ''}`
}
