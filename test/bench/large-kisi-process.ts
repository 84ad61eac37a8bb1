import { startLargeKisi } from '../fixtures/large-kisi.ts'

/** A large Kisi in a process of its own, so that it takes neither memory nor time of what is measured. */
const kisi = await startLargeKisi({ people: Number(process.argv[2]), perSecond: 5 })
process.stdout.write(`${kisi.url}\n`)
process.on('message', () => process.send?.({ asked: [...kisi.asked], refused: kisi.refused() }))
