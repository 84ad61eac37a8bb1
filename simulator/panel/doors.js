import { button, icon, make, segmented, time, toggle } from './parts.js'

/** A door's state as a class, an icon and words: the alarm first, since it wants somebody to act. */
export function doorState(door) {
  if (door.alarm === 'forced_open') return ['forced', 'siren', 'Forced open', 'danger']
  if (door.alarm === 'held_open') return ['held', 'door-open', 'Held open', 'warning']
  if (door.lockdown) return ['lockdown', 'shield-alert', 'Locked down', 'muted']
  if (door.online === false) return ['offline', 'unplug', 'Offline', 'muted']
  if (door.open) return ['open', 'door-open', 'Open', 'info']
  if (door.unlocked) return ['unlocked', 'lock-open', `Unlocked to ${time(door.unlocked_until)}`, 'positive']
  return ['locked', 'lock', 'Locked', 'muted']
}

export function doorTile(door, chosen, choose, tap) {
  const [state, iconName, words] = doorState(door)
  return make(
    'div',
    { class: `door door--${state}${chosen ? ' is-chosen' : ''}` },
    make(
      'button',
      {
        class: 'door__body',
        type: 'button',
        'aria-pressed': String(chosen),
        'data-focus': `door/${door.id}`,
        onclick: choose,
      },
      icon(iconName),
      make('span', { class: 'door__text' }, make('b', {}, door.name), make('span', {}, words)),
    ),
    make(
      'button',
      {
        class: 'door__reader',
        type: 'button',
        'aria-label': `Tap on the reader at ${door.name}`,
        title: `Tap on the reader at ${door.name}`,
        'data-focus': `reader/${door.id}`,
        onclick: tap,
      },
      icon('nfc'),
    ),
  )
}

const ware = (iconName, text, control) => make('li', {}, icon(iconName), make('span', {}, text), control)

/** The chosen door: its sensor, its controller and what can be done to it. */
export function doorDetails(door, card, last, actions) {
  const [, iconName, words, tone] = doorState(door)
  const outcome = last && last.door === door.id ? last : null
  return [
    make('h2', { class: 'title' }, door.name),
    make(
      'p',
      { class: 'small muted' },
      `Lock ${door.id}, controller ${door.controller ?? 'none'}, relay ${door.relay_seconds ?? '–'} s`,
    ),
    make('p', { class: `status status--${tone}` }, icon(iconName), words),
    make(
      'ul',
      { class: 'wares' },
      ware(
        door.open ? 'door-open' : 'door-closed',
        'Contact',
        segmented(
          'Contact',
          [
            [false, 'Closed'],
            [true, 'Open'],
          ],
          door.open,
          actions.setContact,
        ),
      ),
      ware('lock', 'Relay', make('span', { class: 'mono muted' }, door.unlocked ? 'Pulls' : 'Rests')),
      ware('shield-alert', 'Locked down', toggle('Locked down', door.locked_down, actions.lockDown)),
      ware('cpu', 'Controllers online', toggle('Controllers online', door.online !== false, actions.setOnline)),
    ),
    button('Unlock as the desk would', actions.unlock, 'button--wide', 'lock-open', { 'data-focus': 'unlock' }),
    button(`Tap card ${card ? card.printed : ''} here`, actions.tap, 'button--primary button--wide', 'nfc', {
      'data-focus': 'tap',
      disabled: !card,
    }),
    outcome &&
      make(
        'p',
        { class: 'status', role: 'status' },
        icon(outcome.opened ? 'circle-check' : 'circle-x', outcome.opened ? 'tone-positive' : 'tone-danger'),
        outcome.text,
      ),
  ]
}

const WINDOWS = {
  valid: ['circle-check', 'tone-positive'],
  late: ['timer-off', 'tone-warning'],
  early: ['clock', 'tone-info'],
}

function windowWords(right) {
  const at = (instant) =>
    `${new Date(instant).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${time(instant).slice(0, 5)}`
  if (right.window === 'late') return `Ended ${at(right.valid_until)}`
  if (right.window === 'early') return `From ${at(right.valid_from)}`
  return right.valid_until ? `Until ${at(right.valid_until)}` : 'No end'
}

/** Whose card is in hand, what they may, and what it would open now. */
export function personDetails(card, person, doorCount) {
  if (!card) return [make('p', { class: 'muted' }, 'No card in hand.')]
  if (!person) {
    return [
      make('h2', { class: 'heading mono' }, card.tag),
      make(
        'p',
        { class: 'small muted' },
        card.id ? `Card ${card.printed}, in the drawer, nobody’s` : 'A blank card: Kisi has never heard of it',
      ),
    ]
  }
  const rights = person.rights.map((right) => {
    const [iconName, tone] = WINDOWS[right.window]
    const name = right.group ?? right.role_id.replaceAll('_', ' ')
    const text = make(
      'span',
      {},
      make('b', {}, name),
      make('span', { class: 'caption muted line' }, windowWords(right)),
    )
    return make('li', {}, icon(iconName, tone), text)
  })
  const opens = person.opens.length
  const summary =
    card.status === 'activated' ? `Would open ${opens} of ${doorCount} doors now` : 'This card is not activated'
  return [
    make('h2', { class: 'heading name', dir: 'auto' }, person.name),
    make('p', { class: 'small muted' }, `${person.type} ${person.id}, card ${card.printed}`),
    make('ul', { class: 'rights' }, ...rights),
    make('p', { class: 'small' }, person.access_enabled ? summary : 'Access is switched off'),
  ]
}
