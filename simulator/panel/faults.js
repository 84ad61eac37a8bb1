import { button, icon, make, toggle } from './parts.js'

/** The faults the panel offers, as /_sim/faults takes them. */
const OFFERED = [
  ['Network', 'Latency', { kind: 'latency', milliseconds: 400 }, '400 ms'],
  ['Network', 'Time out, before the effect', { kind: 'timeout_before' }, null],
  ['Network', 'Time out, after the effect', { kind: 'timeout_after' }, null],
  ['Network', 'Reset, before the effect', { kind: 'reset_before' }, null],
  ['Network', 'Reset, after the effect', { kind: 'reset_after' }, null],
  ['Refusals', '429 Too many', { kind: 'status', status: 429 }, null],
  ['Refusals', '500 Unexpected', { kind: 'status', status: 500 }, null],
  ['Refusals', '503 Unavailable', { kind: 'status', status: 503 }, null],
]

const same = (fault, offered) =>
  fault.kind === offered.kind && (fault.status ?? 0) === (offered.status ?? 0) && !fault.path && !fault.method

function row(text, detail, note, on, turn) {
  const words = make('span', { class: 'fault__text' }, make('span', { class: 'line' }, text))
  if (detail) words.append(make('span', { class: 'caption muted line' }, detail))
  return make(
    'li',
    { class: `fault${on ? ' is-on' : ''}` },
    words,
    note && make('span', { class: 'mono muted' }, note),
    toggle(text, on, turn),
  )
}

const times = (count) => (count === 1 ? 'once' : `${count} times`)

function reach(fault) {
  const where = fault.path || fault.method ? `${fault.method ?? 'Any'} ${fault.path ?? ''}` : 'Every request'
  const left = fault.count ? `, ${fault.count} left` : ''
  return `${where}${left}. Fired ${times(fault.fired)}`
}

export function faultList(state, actions) {
  const parts = []
  for (const heading of ['Network', 'Refusals']) {
    const rows = OFFERED.filter(([group]) => group === heading).map(([, text, offered, note]) => {
      const fault = state.faults.find((each) => same(each, offered))
      const size = fault?.milliseconds === undefined ? note : `${fault.milliseconds} ms`
      return row(text, fault && reach(fault), size, Boolean(fault), (on) =>
        on ? actions.addFault(offered) : actions.removeFault(fault.id),
      )
    })
    if (heading === 'Network') {
      const broken = state.network === 'broken'
      rows.unshift(row('Broken', broken ? 'The desk cannot reach the cloud' : null, null, broken, actions.setNetwork))
    } else {
      const { revoked } = state.keys.demo
      rows.push(row('Key revoked', revoked ? 'The demo key answers 401' : null, null, revoked, actions.setKey))
    }
    parts.push(make('h3', { class: 'small muted' }, heading), make('ul', {}, ...rows))
  }
  const others = state.faults.filter((fault) => !OFFERED.some(([, , offered]) => same(fault, offered)))
  if (others.length > 0) {
    const rows = others.map((fault) =>
      row(`${fault.kind.replaceAll('_', ' ')}${fault.status ? ` ${fault.status}` : ''}`, reach(fault), null, true, () =>
        actions.removeFault(fault.id),
      ),
    )
    parts.push(make('h3', { class: 'small muted' }, 'Asked for by a program'), make('ul', {}, ...rows))
  }
  return parts
}

/** The desk's own badge reader. */
export function readerPart(reader, card, actions) {
  if (!reader) return [make('p', { class: 'small muted' }, 'Started without a badge reader.')]
  const status = reader.plugged
    ? make('p', { class: 'status' }, icon('circle-check', 'tone-positive'), 'Plugged in')
    : make('p', { class: 'status status--warning' }, icon('unplug'), 'Unplugged')
  return [
    make('div', { class: 'inline' }, make('h3', { class: 'heading grow' }, 'Desk’s badge reader'), status),
    make('p', { class: 'mono muted path' }, reader.path),
    make(
      'div',
      { class: 'pair' },
      button('Tap', actions.tapDesk, 'button--primary', 'nfc', {
        disabled: !reader.plugged || !card,
        'data-focus': 'desk/tap',
      }),
      button('Noise', actions.garbage, '', 'zap', { disabled: !reader.plugged, 'data-focus': 'desk/noise' }),
      button(reader.plugged ? 'Unplug' : 'Plug in', actions.plug, '', 'cable', { 'data-focus': 'desk/plug' }),
    ),
  ]
}
