import { roleById } from '../roles.ts'
import { Misplaced } from './misplaced.ts'
import type { CardPlan, RightPlan, WorldPlan } from './plan.ts'
import type { WorldFile } from './world-file.ts'

type Path = readonly PropertyKey[]

const quoted = (name: string) => `"${name}"`

/** Names of one kind, each once. */
function createNames(kind: string) {
  const known = new Set<string>()
  return {
    add(name: string, path: Path, shown = name) {
      if (known.has(name)) throw new Misplaced(path, `there is another ${kind} ${quoted(shown)}`)
      known.add(name)
    },
    has: (name: string) => known.has(name),
    demand(name: string, path: Path, shown = name) {
      if (!known.has(name)) throw new Misplaced(path, `there is no ${kind} ${quoted(shown)}`)
    },
  }
}

const keyOf = (card: CardPlan): string =>
  'tag' in card
    ? `number ${Number.parseInt(card.tag.slice(2), 16)}`
    : 'uid' in card
      ? card.uid.toLowerCase()
      : `${card.facility_code}/${card.card_number}`

/** Looks up every name in a world file and fills in the only place there is. Throws Misplaced at the first that is wrong. */
export function planOf(file: WorldFile): WorldPlan {
  const names = {
    places: createNames('place'),
    floors: createNames('floor'),
    doors: createNames('door'),
    groups: createNames('group'),
    teams: createNames('team'),
    emails: createNames('person with the e-mail address'),
    cards: createNames('card'),
  }
  file.places.forEach((place, index) => names.places.add(place.name, ['places', index, 'name']))
  const [only] = file.places

  function placeOf(place: string | undefined, path: Path): string {
    if (place !== undefined) {
      names.places.demand(place, path)
      return place
    }
    if (!only || file.places.length > 1) throw new Misplaced(path, 'it must name a place, since there are several')
    return only.name
  }

  const floors = file.floors.map((floor, index) => {
    const place = placeOf(floor.place, ['floors', index, 'place'])
    names.floors.add(`${place}/${floor.name}`, ['floors', index, 'name'], floor.name)
    return { ...floor, place }
  })
  const doors = file.doors.map((door, index) => {
    const place = placeOf(door.place, ['doors', index, 'place'])
    names.doors.add(door.name, ['doors', index, 'name'])
    if (door.floor !== null) names.floors.demand(`${place}/${door.floor}`, ['doors', index, 'floor'], door.floor)
    return { ...door, place }
  })
  const groups = file.groups.map((group, index) => {
    const place = group.place === null ? null : placeOf(group.place, ['groups', index, 'place'])
    names.groups.add(group.name, ['groups', index, 'name'])
    if (names.places.has(group.name)) {
      throw new Misplaced(['groups', index, 'name'], `there is a place ${quoted(group.name)} too`)
    }
    group.schedules.forEach(({ consequence }, at) => {
      if (consequence === 'unlock') {
        throw new Misplaced(['groups', index, 'schedules', at, 'consequence'], '"unlock" is only for doors')
      }
    })
    const inReach = doors.filter((door) => place === null || door.place === place).map((door) => door.name)
    if (group.doors === 'all') return { ...group, place, doors: inReach }
    const held = new Set<string>()
    group.doors.forEach((door, at) => {
      const path = ['groups', index, 'doors', at]
      names.doors.demand(door, path)
      if (!inReach.includes(door)) throw new Misplaced(path, `the door ${quoted(door)} is in another place`)
      if (held.has(door)) throw new Misplaced(path, `the door ${quoted(door)} is named twice`)
      held.add(door)
    })
    return { ...group, place, doors: group.doors }
  })

  function checkRight({ role: id, on, from, until }: RightPlan, path: Path) {
    const role = roleById(id)
    if (!role) throw new Misplaced([...path, 'role'], `there is no role ${quoted(id)}`)
    const kind = { Organization: null, Place: names.places, Group: names.groups }[role.applies_to]
    if (kind === null && on !== null)
      throw new Misplaced([...path, 'on'], `the role ${quoted(id)} is on no place or group`)
    if (kind !== null && on === null) throw new Misplaced([...path, 'on'], `the role ${quoted(id)} needs what it is on`)
    if (kind !== null && on !== null) kind.demand(on, [...path, 'on'])
    if (role.applies_to !== 'Group' && (from !== null || until !== null)) {
      throw new Misplaced([...path, from === null ? 'until' : 'from'], 'only a right on a group can have a window')
    }
    if (from !== null && until !== null && Date.parse(until) <= Date.parse(from)) {
      throw new Misplaced([...path, 'until'], 'it must be after "from"')
    }
  }
  function checkRights(rights: readonly RightPlan[], path: Path) {
    const seen = createNames('right on')
    rights.forEach((right, index) => {
      checkRight(right, [...path, index])
      seen.add(right.on ?? 'the organization', [...path, index])
    })
  }
  function checkCard(card: CardPlan, path: Path) {
    const shown = 'tag' in card ? card.tag : keyOf(card)
    names.cards.add(keyOf(card), path, shown)
  }

  file.teams.forEach((team, index) => {
    names.teams.add(team.name, ['teams', index, 'name'])
    checkRights(team.rights, ['teams', index, 'rights'])
  })
  file.people.forEach((person, index) => {
    names.emails.add(person.email.toLowerCase(), ['people', index, 'email'], person.email)
    const seen = createNames('membership of')
    person.teams.forEach((team, at) => {
      names.teams.demand(team, ['people', index, 'teams', at])
      seen.add(team, ['people', index, 'teams', at])
    })
    const owner = index === 0 && person.rights.findIndex(({ on }) => on === null)
    if (owner !== false && owner >= 0) {
      throw new Misplaced(['people', 0, 'rights', owner], 'the first person owns the organization already')
    }
  })
  for (const kind of ['people', 'guests'] as const) {
    file[kind].forEach((holder, index) => {
      checkRights(holder.rights, [kind, index, 'rights'])
      holder.cards.forEach(({ card }, at) => checkCard(card, [kind, index, 'cards', at]))
    })
  }
  file.drawer.forEach((card, index) => checkCard(card, ['drawer', index]))
  file.blanks.forEach((tag, index) => checkCard({ tag }, ['blanks', index]))

  return {
    organization: file.organization,
    places: file.places.map((place, index) => ({ ...place, controllers: `C${index + 1}` })),
    floors,
    doors,
    groups,
    teams: file.teams,
    people: file.people.map((person, index) => ({
      ...person,
      key: index === 0 ? 'demo' : index === 1 ? 'ordinary' : null,
    })),
    guests: file.guests,
    drawer: file.drawer,
    blanks: file.blanks,
    extras: false,
  }
}
