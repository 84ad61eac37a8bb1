/** What one message of the stream holds, by its name. */
export type Listeners = Record<string, (value: never) => void>

export interface Stream {
  close(): void
}

/** A stream that has been silent for so many milliseconds has ended without saying so. */
const SILENT = 12_000
const AGAIN = 1500

/**
 * Listens to GET /_sim/stream, and again whenever it ends: the first messages then say everything anew. `turn` is told
 * when it opens and when it is lost.
 */
export function openStream(url: string, listeners: Listeners, turn: (open: boolean) => void): Stream {
  let source: EventSource | null = null
  let silence: ReturnType<typeof setTimeout> | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  let closed = false

  function heard(): void {
    clearTimeout(silence)
    silence = setTimeout(lost, SILENT)
  }

  function lost(): void {
    source?.close()
    clearTimeout(silence)
    clearTimeout(again)
    if (closed) return
    turn(false)
    again = setTimeout(open, AGAIN)
  }

  function open(): void {
    source = new EventSource(url)
    source.onopen = () => {
      turn(true)
      heard()
    }
    source.onerror = lost
    source.addEventListener('alive', heard)
    for (const [name, listener] of Object.entries(listeners)) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        heard()
        listener(JSON.parse(event.data) as never)
      })
    }
    heard()
  }

  open()
  return {
    close() {
      closed = true
      lost()
    },
  }
}
