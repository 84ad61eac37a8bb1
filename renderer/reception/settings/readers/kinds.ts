import { IdCard, Keyboard, Network, Usb } from '@lucide/vue'
import type { Component } from 'vue'
import type { Reader } from '../../../../electron/contract/readers.ts'
import { t } from '../../../i18n/index.ts'

export const wireIcons: Record<Reader['wire'], Component> = {
  serial: Usb,
  tcp: Network,
  keyboard: Keyboard,
  pcsc: IdCard,
}

/** What a reader is called: until somebody has given it a name, what it is. */
export function nameOf({ name, port, settings }: Pick<Reader, 'name' | 'port' | 'settings'>): string {
  return name === port ? t(`readers.kind.${settings.kind}`) : name
}

/** Where a reader is, as a person would say it. */
export function placeOf({ wire, port }: Pick<Reader, 'wire' | 'port'>): string {
  return wire === 'keyboard' ? t('readers.typesLikeKeyboard') : port
}

/** `02 33 43`: bytes as they are written down. */
export function bytesIn(hex: string): string {
  return (hex.match(/../g) ?? []).join(' ').toUpperCase()
}

/** The command in a sentence that tells one to run it, or null. */
export function commandIn(message: string): string | null {
  return /"([^"]+)"/.exec(message)?.[1] ?? null
}
