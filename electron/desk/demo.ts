import type { Mirror } from '../mirror/types.ts'
import type { Store } from '../store/store.ts'
import type { Clock } from './ports.ts'
import { timeOfDay } from './support/day.ts'
import type { Facts } from './support/facts.ts'
import { searchText } from './visits/check.ts'
import type { VisitTable } from './visits/table.ts'
import type { VisitorTypes } from './visits/visitor-types.ts'

/** Visitor types of the demo building, by the names of its groups. */
const groups: Record<string, string> = {
  guest: 'Visitors',
  interview: 'Visitors',
  contractor: 'Contractors',
}

/** Who comes to see the demo building: name, company, type, minutes from now, minutes of stay. */
const people: [name: string, company: string | null, type: string, inMinutes: number, stay: number][] = [
  ['Oluwaseun Adébáyò-Thompson', 'Meridian Audit LLP', 'guest', -40, 120],
  ['Þórunn Guðmundsdóttir', 'Icewind Energy', 'guest', -10, 90],
  ['Nguyễn Thị Minh Khai', 'Delta Rail Engineering', 'contractor', 5, 165],
  ['María Fernanda de la Concepción Hernández-Villaseñor', 'Despacho Jurídico Hernández', 'guest', 20, 120],
  ['王小明 Wang Xiaoming', '深圳流明光学 Lumen Optics', 'guest', 35, 90],
  ['Suharto', null, 'interview', 50, 60],
  ['فاطمة الزهراء بن علي', 'Atlas Cargo', 'guest', 80, 60],
  ['Jean-Baptiste Okoundji', 'Banque de l’Estuaire', 'guest', 110, 60],
]

/**
 * Lays out the demo building once: which group each visitor type opens, and today's expected visitors. They are
 * ordinary records; only a desk started with --demo does this, and only in records of its own.
 */
export function layOutDemo(options: {
  store: Store
  facts: Facts
  mirror: Mirror
  visits: VisitTable
  visitorTypes: VisitorTypes
  clock: Clock
  randomId: () => string
}): boolean {
  const { store, facts, mirror, visits, visitorTypes, clock, randomId } = options
  const now = clock.now()
  const zone = mirror.places()[0]?.timeZone ?? null
  const day = new Date(timeOfDay(now, zone, 12, 0)).toISOString().slice(0, 10)
  if (facts.get('demo_laid_out') === day || mirror.status.state !== 'ready') return false
  store.transaction(() => {
    if (facts.get('demo_laid_out') === null) {
      for (const [type, groupName] of Object.entries(groups)) {
        const group = mirror.groups().find((candidate) => candidate.name === groupName)
        if (group !== undefined) visitorTypes.setGroup(type, group.id)
      }
    }
    const hosts = mirror.searchPeople({ query: '', kind: 'user', limit: people.length })
    const quarter = 15 * 60_000
    people.forEach(([name, company, type, inMinutes, stay], index) => {
      const host = hosts[index % Math.max(1, hosts.length)]
      if (host === undefined) return
      const from = Math.round((now + inMinutes * 60_000) / quarter) * quarter
      const visitorId = randomId()
      visits.insertVisitor({ id: visitorId, name, email: null, company, guest_id: null }, null)
      visits.insert({
        id: randomId(),
        requestId: randomId(),
        digest: 'demo',
        visitorId,
        hostId: host.id,
        hostName: host.name,
        visitorTypeId: type,
        state: 'expected',
        fromAt: from,
        untilAt: from + stay * 60_000,
        checkedInAt: null,
        folded: searchText(name, company, host.name),
        createdAt: now,
      })
    })
    facts.set('demo_laid_out', day)
  })
  return true
}
