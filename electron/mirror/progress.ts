/** How far a run is, in requests: those done over those done and known to come. Never goes back. */
export interface Progress {
  /** All totals are known by now. Before that a fraction would be a guess, so it stays 0. */
  totalsKnown(): void
  /** Replaces what is known of how many requests `part` needs still. */
  expect(part: string, requests: number): void
  done(): void
  readonly fraction: number
}

export function createProgress(onChange: () => void): Progress {
  const expected = new Map<string, number>()
  let done = 0
  let highest = 0
  let known = false
  function update(): void {
    let toCome = 0
    for (const requests of expected.values()) toCome += requests
    const fraction = known ? done / (done + toCome) : 0
    if (fraction <= highest) return
    highest = fraction
    onChange()
  }
  return {
    totalsKnown() {
      known = true
      update()
    },
    expect(part, requests) {
      expected.set(part, requests)
      update()
    },
    done() {
      done += 1
      update()
    },
    get fraction() {
      return highest
    },
  }
}
