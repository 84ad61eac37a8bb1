import { createPinia, type Pinia } from 'pinia'
import { createApp, type App } from 'vue'
import { deskLinkKey } from '../../../../renderer/app/client.ts'
import type { LinkState } from '../../../../renderer/app/http-desk.ts'
import type { DeskClient } from '../../../../electron/contract/client.ts'
import { serveCall } from '../../../../electron/contract/serve.ts'
import { createFakeDesk, type FakeDesk } from '../../../fixtures/renderer/fake-desk.ts'

export interface Stage {
  desk: FakeDesk
  app: App
  pinia: Pinia
  calls: { name: string; input: unknown }[]
  /** Runs something where stores may be made. */
  run<Value>(make: () => Value): Value
  link(state: LinkState): void
}

/** The renderer's stores on a desk from memory, without a page. */
export function createStage(): Stage {
  const desk = createFakeDesk()
  const calls: Stage['calls'] = []
  const links = new Set<(state: LinkState) => void>()
  const client: DeskClient = {
    async call(name, input) {
      calls.push({ name, input })
      return (await serveCall(desk.handlers, name, input, (_name, defect) => {
        throw defect
      })) as never
    },
    on(name, listener) {
      return desk.on((happened, value) => {
        if (happened === name) listener(value as never)
      })
    },
  }
  const pinia = createPinia()
  const app = createApp({ render: () => null })
  app.use(pinia).provide(deskLinkKey, {
    desk: client,
    onLink(listener) {
      links.add(listener)
      listener('ready')
      return () => links.delete(listener)
    },
  })
  return {
    desk,
    app,
    pinia,
    calls,
    run: (make) => app.runWithContext(make),
    link: (state) => links.forEach((listener) => listener(state)),
  }
}
