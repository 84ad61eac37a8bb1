import { doorDetails, doorTile, personDetails } from './doors.js'
import { faultList, readerPart } from './faults.js'
import { eventTable, requestTable } from './log.js'
import { day, fill, icon, make, time } from './parts.js'

const at = (id) => document.getElementById(id)
const asked = new URLSearchParams(location.search)
if (asked.has('theme')) document.documentElement.dataset.theme = asked.get('theme')

/** What is chosen on this page; everything else comes from the simulator. */
const view = { floor: undefined, door: null, hand: null, list: 'requests', open: null, sought: '', last: null }
let shown = null

async function send(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: path.startsWith('/_sim/') ? {} : { Authorization: `KISI-LOGIN ${shown.state.keys.demo.api_key}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.text()
  const value = text === '' ? null : JSON.parse(text)
  if (!answer.ok) throw new Error(typeof value?.error === 'string' ? value.error : `Refused with ${answer.status}.`)
  return value
}

function say(sentence) {
  at('trouble').textContent = sentence ?? ''
  at('trouble').hidden = !sentence
}

/** Does something and shows the world as it is afterwards, or why it was not done. */
const doing =
  (deed) =>
  async (...given) => {
    try {
      say(null)
      await deed(...given)
    } catch (error) {
      say(error instanceof TypeError ? 'The network is broken.' : error.message)
    }
    await refresh()
  }

const post = (path, body) => send('POST', `/_sim${path}`, body)
const handCard = () => cards().find((card) => card.tag === view.hand) ?? null
const cards = () => [
  ...shown.state.cards.filter((card) => card.tag),
  ...shown.state.blanks
    .filter((blank) => !blank.enrolled)
    .map((blank) => ({
      ...blank,
      id: null,
      holder: null,
      status: 'blank',
      printed: String(blank.number).padStart(10, '0'),
    })),
]

const tapDoor = (door) =>
  doing(async () => {
    const card = handCard()
    if (!card) return
    const result = await post(`/locks/${door.id}/tap`, { card: card.tag })
    const text = result.opened ? `Let in at ${time(shown.state.now)}` : result.error_message
    view.door = door.id
    view.last = { door: door.id, opened: result.opened, text }
  })

function renderBar({ state }) {
  at('world').textContent = `${state.world}, seed ${state.seed}`
  at('clock').textContent = time(state.now)
  at('clock').setAttribute('datetime', state.now)
  at('date').textContent = day(state.now)
  const ahead = Math.round((Date.parse(state.now) - Date.now()) / 60_000)
  at('ahead').textContent = ahead > 0 ? `${ahead} min ahead` : 'real time'
  at('address').textContent = location.host
}

function renderDoors({ state }) {
  const floors = [...new Set(state.doors.map((door) => door.floor))]
  const all = [[undefined, 'All'], ...floors.map((floor) => [floor, (floor ?? 'No floor').replace(/ floor$/, '')])]
  const troubled = (floor) => state.doors.some((door) => door.floor === floor && door.alarm)
  fill(
    at('floors'),
    ...all.map(([floor, text]) =>
      make(
        'button',
        {
          class: 'segment',
          type: 'button',
          'aria-pressed': String(view.floor === floor),
          'data-focus': `floor/${floor}`,
          onclick: () => {
            view.floor = floor
            render()
          },
        },
        text,
        troubled(floor) && icon('siren', 'tone-danger'),
        troubled(floor) && make('span', { class: 'visually-hidden' }, 'a door’s alarm'),
      ),
    ),
  )
  const visible = state.doors.filter((door) => view.floor === undefined || door.floor === view.floor)
  const grouped = floors
    .map((floor) => [floor, visible.filter((door) => door.floor === floor)])
    .filter(([, doors]) => doors.length > 0)
  fill(
    at('doors'),
    ...grouped.map(([floor, doors]) =>
      make(
        'section',
        { class: 'floor', 'aria-label': floor },
        make('h2', { class: 'caption muted' }, floor),
        make(
          'div',
          { class: 'floor__doors' },
          ...doors.map((door) => doorTile(door, door.id === view.door, () => choose(door.id), tapDoor(door))),
        ),
      ),
    ),
  )
}

function choose(door) {
  view.door = door
  view.last = null
  render()
}

function renderHand() {
  const select = at('hand')
  const all = cards()
  const signature = all.map((card) => `${card.tag}${card.holder?.name ?? ''}${card.status}`).join()
  if (select.dataset.signature === signature) return
  select.dataset.signature = signature
  const group = (label, chosen) =>
    make(
      'optgroup',
      { label },
      ...chosen.map((card) =>
        make('option', { value: card.tag }, `${card.printed} ${card.holder?.name ?? card.status}`),
      ),
    )
  const guests = all.filter((card) => card.holder?.type === 'Guest')
  select.replaceChildren(
    group(
      'The drawer’s cards',
      all.filter((card) => card.id && !card.holder),
    ),
    group(
      'Blank, unknown to Kisi',
      all.filter((card) => !card.id),
    ),
    ...(guests.length > 0 ? [group('Visitors', guests)] : []),
    group(
      'Staff',
      all.filter((card) => card.holder?.type === 'User'),
    ),
  )
  if (!all.some((card) => card.tag === view.hand)) {
    // Somebody who may open some doors and not others shows more than the owner would.
    const ordinary = shown.state.keys.ordinary.user?.id
    view.hand = (all.find((card) => card.holder?.type === 'User' && card.holder.id === ordinary) ?? all[0])?.tag ?? null
  }
  select.value = view.hand ?? ''
}

function renderInspect({ state, rights }) {
  const door = state.doors.find((each) => each.id === view.door) ?? state.doors[0]
  const card = handCard()
  if (door) {
    view.door = door.id
    const actions = {
      setContact: doing((open) => post(`/locks/${door.id}/contact`, { open })),
      lockDown: doing((down) => send('POST', `/locks/${door.id}/${down ? 'lock_down' : 'cancel_lockdown'}`)),
      setOnline: doing((online) => post('/controllers/offline', { online })),
      unlock: doing(() => send('POST', `/locks/${door.id}/unlock`)),
      tap: tapDoor(door),
    }
    fill(at('door'), ...doorDetails(door, card, view.last, actions))
  }
  const holder = card?.holder
  const person = holder && rights.find((each) => each.type === holder.type && each.id === holder.id)
  fill(at('person'), ...personDetails(card, person, state.doors.length))
}

function renderFaults({ state }) {
  fill(
    at('faults'),
    ...faultList(state, {
      addFault: doing((fault) => post('/faults', fault)),
      removeFault: doing((id) => send('DELETE', `/_sim/faults/${id}`)),
      setNetwork: doing((broken) => post('/network', { state: broken ? 'broken' : 'ok' })),
      setKey: doing((revoked) => post(revoked ? '/keys/revoke' : '/keys/restore')),
    }),
  )
  fill(
    at('reader'),
    ...readerPart(state.reader, handCard(), {
      tapDesk: doing(() => post('/reader/tap', { card: view.hand })),
      garbage: doing(() => post('/reader/garbage')),
      plug: doing(() => post(state.reader.plugged ? '/reader/unplug' : '/reader/replug')),
    }),
  )
}

function renderLog({ state, requests, events }) {
  const titles = { requests: 'Requests', faulted: 'Requests', events: 'Events' }
  at('log-title').textContent = titles[view.list]
  const faulted = requests.filter((request) => request.faults.length > 0)
  const counts = { requests: state.request_count, faulted: faulted.length, events: state.event_count }
  at('log-count').textContent = counts[view.list].toLocaleString('en')
  for (const segment of at('lists').children)
    segment.setAttribute('aria-pressed', String(segment.dataset.list === view.list))
  const open = (key) => {
    view.open = view.open === key ? null : key
    render()
  }
  const table =
    view.list === 'events'
      ? eventTable(events, view.sought, view.open, open)
      : requestTable(view.list === 'faulted' ? faulted : requests, view.sought, view.open, open)
  fill(at('log'), ...table)
}

function render() {
  renderBar(shown)
  renderHand()
  renderDoors(shown)
  renderInspect(shown)
  renderFaults(shown)
  renderLog(shown)
}

async function refresh() {
  try {
    const [state, rights, requests, events] = await Promise.all(
      ['state', 'rights', 'requests', 'events?limit=300'].map(async (what) => (await fetch(`/_sim/${what}`)).json()),
    )
    shown = { state, rights, requests, events }
    render()
  } catch {
    say('The simulator does not answer.')
  }
}

at('hand').addEventListener('change', (event) => {
  view.hand = event.target.value
  view.last = null
  render()
})
at('filter').addEventListener('input', (event) => {
  view.sought = event.target.value
  render()
})
at('lists').addEventListener('click', (event) => {
  const { list } = event.target.dataset
  if (!list) return
  view.list = list
  view.open = null
  render()
})
for (const step of document.querySelectorAll('[data-advance]')) {
  step.addEventListener(
    'click',
    doing(() => post('/clock', { advance: Number(step.dataset.advance) })),
  )
}
at('all-off').addEventListener(
  'click',
  doing(async () => {
    await send('DELETE', '/_sim/faults')
    await post('/network', { state: 'ok' })
    await post('/keys/restore')
  }),
)
at('copy-address').addEventListener('click', () => navigator.clipboard.writeText(location.origin))
at('copy-key').addEventListener('click', () => navigator.clipboard.writeText(shown.state.keys.demo.api_key))

await refresh()
setInterval(() => document.hidden || refresh(), 1000)
