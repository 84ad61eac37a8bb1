import { icon, make, time } from './parts.js'

const headOf = (...titles) =>
  make('thead', {}, make('tr', {}, ...titles.map(([text, kind]) => make('th', { class: kind, scope: 'col' }, text))))
const pretty = (value) => (value === null || value === undefined ? '' : JSON.stringify(value, null, 2))

function answerOf(request) {
  if (request.faults.length > 0) {
    const words = request.status === 0 ? request.faults.join(', ').replaceAll('_', ' ') : `${request.status}`
    return make('span', { class: 'status status--warning' }, icon('zap'), words)
  }
  const code = request.answer?.code ? ` ${request.answer.code}` : ''
  const tone =
    request.status >= 500 || request.status === 401 ? 'status--danger' : request.status >= 400 ? 'status--warning' : ''
  return make('span', { class: `status ${tone}` }, `${request.status}${code}`)
}

function matches(entry, sought) {
  return sought === '' || JSON.stringify(entry).toLowerCase().includes(sought.toLowerCase())
}

function line(key, chosen, choose, cells, details) {
  const row = make(
    'tr',
    { class: chosen ? 'is-chosen' : undefined },
    ...cells.map(([content, kind], index) =>
      make(
        'td',
        { class: kind },
        index === 2
          ? make(
              'button',
              {
                class: 'log__open',
                type: 'button',
                'aria-expanded': String(chosen),
                'data-focus': key,
                onclick: choose,
              },
              content,
            )
          : content,
      ),
    ),
  )
  if (!chosen) return [row]
  const figures = details.map(([title, text]) =>
    make('figure', {}, make('figcaption', {}, title), make('pre', { class: 'mono', tabindex: '0' }, text)),
  )
  return [
    row,
    make(
      'tr',
      { class: 'is-chosen log__details' },
      make('td', { colspan: String(cells.length) }, make('div', { class: 'bodies' }, ...figures)),
    ),
  ]
}

/** The requests, newest first, one of them open with what was asked and what was refused. */
export function requestTable(requests, sought, open, choose) {
  const shown = requests
    .filter((each) => matches(each, sought))
    .slice(-200)
    .reverse()
  const rows = shown.flatMap((request) => {
    const asked = pretty(request.body) || 'No body'
    const answered = pretty(request.answer) || (request.status === 0 ? 'Nothing was sent back' : 'As asked for')
    return line(
      `request/${request.id}`,
      open === request.id,
      () => choose(request.id),
      [
        [time(request.at, true), 'dim'],
        [request.method],
        [request.path, 'log__path'],
        [answerOf(request)],
        [`${request.milliseconds} ms`, 'number dim'],
        [request.who ?? '–', 'log__who dim'],
      ],
      [
        ['Asked', asked],
        ['Answered', answered],
      ],
    )
  })
  return [
    headOf(
      ['Time', 'w-time'],
      ['Method', 'w-method'],
      ['Path'],
      ['Answer', 'w-answer'],
      ['Took', 'w-took number'],
      ['From', 'w-who'],
    ),
    make('tbody', {}, ...rows),
  ]
}

export function eventTable(events, sought, open, choose) {
  const shown = events
    .filter((each) => matches(each, sought))
    .slice(-200)
    .reverse()
  const rows = shown.flatMap((event) =>
    line(
      `event/${event.uuid}`,
      open === event.uuid,
      () => choose(event.uuid),
      [
        [time(event.created_at, true), 'dim'],
        [event.success ? 'done' : make('span', { class: 'status status--warning' }, event.error_code)],
        [event.type, 'log__path'],
        [make('span', { class: 'name', dir: 'auto' }, event.object_name)],
        [event.actor_name ? make('span', { class: 'name', dir: 'auto' }, event.actor_name) : '–', 'log__who dim'],
      ],
      [['Event', pretty(event)]],
    ),
  )
  return [
    headOf(['Time', 'w-time'], ['Outcome', 'w-method'], ['Event'], ['About', 'w-about'], ['By', 'w-about']),
    make('tbody', {}, ...rows),
  ]
}
