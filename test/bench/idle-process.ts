import { monitorEventLoopDelay } from 'node:perf_hooks'

/** A process that does nothing: what its event loop is held up by is the machine, not the desk. */
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
process.on('message', () => process.send?.({ p999: delay.percentile(99.9) / 1e6, worst: delay.max / 1e6 }))
