/** A signal that aborts with `parent` or after `milliseconds`, whichever is first; `cancel` lets go of both. */
export function deadline(parent: AbortSignal, milliseconds: number): { signal: AbortSignal; cancel(): void } {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  const timer = setTimeout(abort, milliseconds)
  parent.addEventListener('abort', abort, { once: true })
  if (parent.aborted) abort()
  return {
    signal: controller.signal,
    cancel() {
      clearTimeout(timer)
      parent.removeEventListener('abort', abort)
    },
  }
}
