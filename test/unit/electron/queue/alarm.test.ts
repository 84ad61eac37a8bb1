import { describe, expect, it, vi } from 'vitest'
import { alarm, grant, offline, queueBench, refused, timeout, unauthorized } from '../../../fixtures/queue.ts'

const patient = { timeout: 10_000 }

describe('an alarm', () => {
  it('is sent at once, whatever else waits', async () => {
    const bench = queueBench()
    for (let index = 0; index < 50; index++) bench.queue.enqueue(grant(`right ${index}`, { entities: [`${index}`] }))
    bench.queue.start()
    await expect(bench.queue.runAlarm(alarm('lock down'))).resolves.toMatchObject({ state: 'completed' })
    expect(bench.far.sends.indexOf('lock down')).toBeLessThan(5)
  })

  it('is sent again and again while no answer comes, until one does', async () => {
    const bench = queueBench()
    const errors = [offline, timeout, offline]
    bench.far.before = () => {
      const error = errors.shift()
      if (error !== undefined) throw error()
    }
    await expect(bench.queue.runAlarm(alarm('lock down'))).resolves.toMatchObject({ state: 'completed' })
    expect(errors).toEqual([])
  })

  it.each([
    ['Kisi refuses it', refused],
    ['the key is no longer good', unauthorized],
  ])('fails at once when %s', async (_what, error) => {
    const bench = queueBench()
    let asked = 0
    bench.far.before = () => {
      asked += 1
      throw error()
    }
    await expect(bench.queue.runAlarm(alarm('lock down'))).resolves.toMatchObject({ state: 'failed' })
    expect(asked).toBe(1)
    expect(bench.outcomes.map(({ outcome }) => outcome.state)).toEqual(['failed'])
  })

  it.each([
    ['surely never arrived', offline, 'expired', { wall: 61_000, monotonic: 0 }],
    ['may have arrived', timeout, 'unknown', { wall: 0, monotonic: 61_000 }],
    ['is of before a clock that went back', offline, 'expired', { wall: -3_600_000, monotonic: 0 }],
  ])(
    'that %s is given up after sixty seconds by either clock',
    async (_what, error, state, jump) => {
      const bench = queueBench()
      bench.far.before = () => {
        bench.clock.wall += jump.wall
        bench.clock.monotonic += jump.monotonic
        throw error()
      }
      await expect(bench.queue.runAlarm(alarm('lock down'))).resolves.toMatchObject({ state })
      expect(bench.outcomes.map(({ outcome }) => outcome.state)).toEqual([state])
    },
    patient.timeout,
  )

  it('of a life that was killed is not sent again, and its outcome is said to be unknown', async () => {
    const bench = queueBench()
    bench.far.after = () => new Promise<void>(() => undefined)
    void bench.queue.runAlarm(alarm('lock down'))
    await vi.waitFor(() => expect(bench.far.sends).toEqual(['lock down']))
    bench.kill()
    expect(bench.outcomes.map(({ key, outcome }) => [key, outcome.state])).toEqual([['lock down', 'unknown']])
    expect(bench.far.sends).toEqual(['lock down'])
  })

  it('asked for twice with one press is one alarm', async () => {
    const bench = queueBench()
    await bench.queue.runAlarm(alarm('lock down'))
    await expect(bench.queue.runAlarm(alarm('lock down'))).rejects.toThrow('already asked for')
  })
})
