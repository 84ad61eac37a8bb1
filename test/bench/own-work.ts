/**
 * Processor time of this thread, milliseconds. What other programs take of a shared machine is not in it, nor waiting
 * for the disk; the system counts it in steps of a few milliseconds at most.
 */
export function ownTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** The most work, in milliseconds of this thread's processor time, between two turns of the event loop. */
export function watchOwnWork(): { worst(): number; stop(): void } {
  let worst = 0
  let last = ownTime()
  const timer = setInterval(() => {
    const now = ownTime()
    worst = Math.max(worst, now - last)
    last = now
  }, 1)
  return { worst: () => worst, stop: () => clearInterval(timer) }
}
