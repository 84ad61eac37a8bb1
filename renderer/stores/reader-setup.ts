import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowRef } from 'vue'
import type { Refusal } from '../../electron/contract/errors.ts'
import type { CardReading, Heard, Port, Reader, ReaderSettings } from '../../electron/contract/readers.ts'
import { useDesk } from '../app/client.ts'
import { cardIn, measure, unmeasured, type Measured } from '../app/wedge/measure.ts'
import type { Burst, Press } from '../app/wedge/sorter.ts'
import '../i18n/readers.ts'
import { t } from '../i18n/index.ts'
import { keyOfReading } from '../reception/tap/readings.ts'
import { useReaders } from './readers.ts'
import { useWedge } from './wedge.ts'

export type SetupStep = 'list' | 'where' | 'listen' | 'details'

/** One way to take what was tapped: a reading, and the reader that would have sent it so. */
export interface Choice extends CardReading {
  settings: ReaderSettings
}

const keyboardPort = 'keyboard:'

type Details = Pick<Reader, 'name' | 'mode' | 'visitorCards' | 'sound'>
const fresh = (name: string): Details => ({ name, mode: 'desk', visitorCards: 'ask', sound: false })
const detailsOf = ({ name, mode, visitorCards, sound }: Reader): Details => ({ name, mode, visitorCards, sound })

/** The reader that is being set up, step by step. Kept while the program runs, so that stepping away loses nothing. */
export const useReaderSetup = defineStore('reader setup', () => {
  const desk = useDesk()
  const readers = useReaders()
  const wedge = useWedge()

  const step = ref<SetupStep>('list')
  const port = ref('')
  const heard = shallowRef<Heard | null>(null)
  const refusal = shallowRef<Refusal | null>(null)
  const bursts = shallowRef<Burst<Press>[]>([])
  const chosenKey = ref<string | null>(null)
  const settings = shallowRef<ReaderSettings | null>(null)
  const suggestion = shallowRef<ReaderSettings | null>(null)
  const details = reactive<Details>(fresh(''))
  /** The key of OSDP's secure channel, as it is typed: 32 hex digits, or empty to leave it as it is. */
  const secureKey = ref('')
  const busy = ref(false)
  let stopLearning = (): void => {}

  const types = computed(() => port.value.startsWith(keyboardPort))
  const reader = computed(() => readers.at(port.value))
  const measured = computed<Measured | null>(() => (bursts.value.length === 0 ? null : measure(bursts.value)))
  const candidates = computed(() => {
    const all = heard.value?.candidates ?? []
    return all.filter(({ certainty }) => certainty === all[0]?.certainty)
  })
  const choices = computed<Choice[]>(() => {
    const all = candidates.value.flatMap((candidate) =>
      (candidate.card?.readings ?? []).map((reading) => ({ ...reading, settings: candidate.settings })),
    )
    return [...new Map(all.reverse().map((choice) => [keyOfReading(choice), choice])).values()].reverse()
  })
  const chosen = computed(() => choices.value.find((choice) => keyOfReading(choice) === chosenKey.value) ?? null)

  function begin(): void {
    refusal.value = null
    step.value = 'where'
    void readers.look()
  }

  async function pick(path: string, found: Port | null = null): Promise<void> {
    port.value = path.trim()
    const known = readers.at(port.value)
    settings.value = known?.settings ?? null
    suggestion.value = found?.suggestion ?? null
    const likely = found?.likelyReader === true ? found.name : t('readers.defaultName')
    Object.assign(details, known === null ? fresh(likely) : detailsOf(known))
    await listen()
  }

  function pickKeyboard(): Promise<void> {
    return pick(keyboardPort + crypto.randomUUID())
  }

  /** The reader at that port again, with what is known of it. */
  function edit(known: Reader): void {
    port.value = known.port
    settings.value = known.settings
    refusal.value = null
    Object.assign(details, detailsOf(known))
    step.value = 'details'
  }

  async function listen(baudRate?: number, ask: 'osdp' | 'twn4_simple' | null = null): Promise<void> {
    stopLearning()
    heard.value = null
    bursts.value = []
    chosenKey.value = null
    refusal.value = null
    step.value = 'listen'
    if (types.value) {
      stopLearning = wedge.learn(unmeasured, (burst) => void typed(burst))
      return
    }
    busy.value = true
    const speed = baudRate ?? settings.value?.baudRate ?? suggestion.value?.baudRate
    const answer = await desk.call('readers.listen', { port: port.value, baudRate: speed, ask })
    busy.value = false
    if (!answer.ok) refusal.value = answer.error
    // What has been heard since the desk answered is newer than the answer.
    else if (heard.value === null) hear(answer.value)
  }

  async function typed(burst: Burst<Press>): Promise<void> {
    bursts.value = [...bursts.value, burst]
    const text = cardIn(burst, measure(bursts.value).pattern)
    const answer = await desk.call('readers.read_typed', { port: port.value, text })
    if (answer.ok) hear(answer.value)
    else refusal.value = answer.error
  }

  /** What is the only way, or the only one that Kisi knows, needs no choosing. */
  function hear(value: Heard): void {
    if (value.port !== port.value || step.value !== 'listen') return
    heard.value = value
    if (chosen.value !== null) return
    const known = choices.value.filter((choice) => choice.known !== null)
    const [only, second] = known.length > 0 ? known : choices.value
    chosenKey.value = only === undefined || second !== undefined ? null : keyOfReading(only)
  }

  async function stop(): Promise<void> {
    stopLearning()
    stopLearning = () => {}
    if (!types.value && heard.value !== null) await desk.call('readers.stop_listening', {})
    heard.value = null
  }

  /** What was chosen is how this reader is read from now on. */
  async function accept(): Promise<void> {
    const choice = chosen.value
    if (choice === null) return
    const formats = choices.value.length > 1 ? [choice.format] : (choice.settings.formats ?? null)
    const baudRate = choice.settings.baudRate ?? heard.value?.baudRate ?? undefined
    const taken: ReaderSettings = { ...choice.settings, formats, ...(baudRate === undefined ? {} : { baudRate }) }
    settings.value =
      taken.kind === 'keyboard' && measured.value !== null ? { ...taken, typing: measured.value.pattern } : taken
    await stop()
    step.value = 'details'
  }

  async function save(): Promise<boolean> {
    if (settings.value === null) return false
    busy.value = true
    const key = secureKey.value.replaceAll(/[\s:-]/g, '')
    const taken = settings.value.kind === 'osdp' && key !== '' ? { ...settings.value, key } : settings.value
    const saved = await readers.save({ port: port.value, settings: taken, ...details })
    busy.value = false
    if (saved) secureKey.value = ''
    refusal.value = readers.refusal
    return saved
  }

  async function leave(): Promise<void> {
    secureKey.value = ''
    await stop()
    refusal.value = null
    step.value = 'list'
  }

  desk.on('readers.heard', hear)

  return {
    step,
    port,
    types,
    reader,
    heard,
    refusal,
    measured,
    bursts,
    candidates,
    choices,
    chosen,
    chosenKey,
    settings,
    details,
    secureKey,
    busy,
    begin,
    pick,
    pickKeyboard,
    edit,
    listen,
    stop,
    accept,
    save,
    leave,
  }
})
