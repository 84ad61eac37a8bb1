const everyMs = 20_000
const notes = [880, 660, 880, 660]
const noteSeconds = 0.22

/** A few notes up and down, again and again until it is stopped. Made, not loaded: there is no file. */
export function createSiren(): { start(): void; stop(): void } {
  let audio: AudioContext | null = null
  let timer: ReturnType<typeof setInterval> | undefined

  function sound(): void {
    if (typeof AudioContext === 'undefined') return
    audio ??= new AudioContext()
    // A page that was never pressed may not sound yet; the next time it may.
    if (audio.state === 'suspended') void audio.resume()
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    const from = audio.currentTime
    const until = from + notes.length * noteSeconds
    notes.forEach((hertz, at) => tone.frequency.setValueAtTime(hertz, from + at * noteSeconds))
    volume.gain.setValueAtTime(0.0001, from)
    volume.gain.exponentialRampToValueAtTime(0.16, from + 0.02)
    volume.gain.setValueAtTime(0.16, until - 0.05)
    volume.gain.exponentialRampToValueAtTime(0.0001, until)
    tone.connect(volume).connect(audio.destination)
    tone.start(from)
    tone.stop(until)
  }

  return {
    start() {
      if (timer !== undefined) return
      sound()
      timer = setInterval(sound, everyMs)
    },
    stop() {
      clearInterval(timer)
      timer = undefined
    },
  }
}
