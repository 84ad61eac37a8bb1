import { buildPanelWhenChanged } from './lib/build.mjs'
import { runScript } from './lib/say.mjs'

/** Prepares the simulator's panel: run by `npm run build`, and by a simulator when somebody asks for the panel. */
// A simulator that ends ends this as well, and with it what it has started.
process.on('SIGTERM', () => process.exit(1))
await runScript(() => buildPanelWhenChanged(process.execPath))
