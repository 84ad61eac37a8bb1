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

interface DemoVisit {
  name: string
  company: string | null
  host: string
  type: string
  /** Minutes from now, and minutes of stay. */
  inMinutes: number
  stay: number
}

/** Who comes to see the demo building today. */
const expected: DemoVisit[] = [
  {
    name: 'Oluwaseun Adébáyò-Thompson',
    company: 'Meridian Audit LLP',
    host: 'Saskia van den Heuvel',
    type: 'guest',
    inMinutes: -40,
    stay: 120,
  },
  {
    name: 'Þórunn Guðmundsdóttir',
    company: 'Icewind Energy',
    host: 'Rajesh Subramaniam',
    type: 'guest',
    inMinutes: -10,
    stay: 90,
  },
  {
    name: 'Nguyễn Thị Minh Khai',
    company: 'Delta Rail Engineering',
    host: 'Tomasz Wiśniewski',
    type: 'contractor',
    inMinutes: 5,
    stay: 165,
  },
  {
    name: 'María Fernanda de la Concepción Hernández-Villaseñor',
    company: 'Despacho Jurídico Hernández',
    host: 'Wisal Haddad',
    type: 'guest',
    inMinutes: 20,
    stay: 120,
  },
  {
    name: '王小明 Wang Xiaoming',
    company: '深圳流明光学 Lumen Optics',
    host: 'Saskia van den Heuvel',
    type: 'guest',
    inMinutes: 35,
    stay: 90,
  },
  { name: 'Suharto', company: null, host: 'Chiara Lo Presti', type: 'interview', inMinutes: 50, stay: 60 },
  {
    name: 'فاطمة الزهراء بن علي',
    company: 'Atlas Cargo',
    host: 'Rajesh Subramaniam',
    type: 'guest',
    inMinutes: 80,
    stay: 60,
  },
  {
    name: 'Jean-Baptiste Okoundji',
    company: 'Banque de l’Estuaire',
    host: 'Fatima Zahra El Idrissi',
    type: 'guest',
    inMinutes: 110,
    stay: 60,
  },
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
    const quarter = 15 * 60_000
    for (const { name, company, host: hostName, type, inMinutes, stay } of expected) {
      const host = mirror.searchPeople({ query: hostName, kind: 'user', limit: 1 })[0]
      if (host === undefined) continue
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
    }
    facts.set('demo_laid_out', day)
  })
  return true
}
