import { contextBridge, ipcRenderer } from 'electron'
import type { DeskBridge } from './contract/client.ts'
import { callNames, eventNames } from './contract/names.ts'
import { createBridge } from './shell/bridge.ts'
import { callChannel, eventChannel } from './shell/channels.ts'

const bridge: DeskBridge = createBridge({
  callNames,
  eventNames,
  invoke: (name, input) => ipcRenderer.invoke(callChannel, name, input),
  subscribe(listener) {
    const onEvent = (_event: unknown, name: unknown, value: unknown): void => listener(name, value)
    ipcRenderer.on(eventChannel, onEvent)
    return () => ipcRenderer.off(eventChannel, onEvent)
  },
})

contextBridge.exposeInMainWorld('desk', bridge)
