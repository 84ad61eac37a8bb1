/** So many keys of settled commands are read in one go, and then the desk may do something else. */
const keysAtOnce = 1000
const restMs = 5

/** Takes the keys of settled commands into memory, a little at a time: a million of them in a few seconds. */
export async function learnKeys(learn: (limit: number) => boolean, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && learn(keysAtOnce)) {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, restMs)
      signal.addEventListener('abort', done)
    })
  }
}
