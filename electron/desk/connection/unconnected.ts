import { KisiError } from '../../kisi/error.ts'
import type { KisiClient } from '../../kisi/types.ts'

/** Stands in for Kisi while the desk has no key: every call fails as if there were no network, and nothing is lost. */
export function createUnconnectedKisi(): KisiClient {
  const health: KisiClient['health'] = { state: 'offline', since: 0, message: null, onChange: () => () => undefined }
  return new Proxy({} as KisiClient, {
    get(_target, name) {
      if (name === 'health') return health
      if (name === 'close') return () => undefined
      return () =>
        Promise.reject(new KisiError('network', 'This desk is not connected to Kisi yet.', { reached: false }))
    },
  })
}
