import { inject, type InjectionKey } from 'vue'

export type Chime = (good: boolean) => void

/** Two short notes, going up when a tap was good and down when it was not. Made, not loaded: there is no file. */
export function createChime(): Chime {
  let audio: AudioContext | null = null
  return (good) => {
    if (typeof AudioContext === 'undefined') return
    audio ??= new AudioContext()
    // A page that was never pressed may not sound yet; the next tap may.
    if (audio.state === 'suspended') void audio.resume()
    const [first, second] = good ? [880, 1320] : [440, 330]
    note(audio, first, 0)
    note(audio, second, 0.09)
  }
}

export const chimeKey: InjectionKey<Chime> = Symbol('chime')

export function useChime(): Chime {
  return inject(chimeKey, createChime, true)
}

function note(audio: AudioContext, hertz: number, after: number): void {
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  const at = audio.currentTime + after
  tone.frequency.value = hertz
  volume.gain.setValueAtTime(0.0001, at)
  volume.gain.exponentialRampToValueAtTime(0.12, at + 0.01)
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.08)
  tone.connect(volume).connect(audio.destination)
  tone.start(at)
  tone.stop(at + 0.09)
}
