import { isIP, isIPv6 } from 'node:net'
import type { PortAddress } from './port.ts'

export type ParsedAddress = { ok: true; address: PortAddress } | { ok: false; message: string }

const longest = 300
const hostLabel = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/

const serialAdvice: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'COM3',
  darwin: '/dev/cu.usbserial-1410',
}

const refused = (message: string): ParsedAddress => ({ ok: false, message })

/**
 * Reads what was typed or picked as a reader's port: an absolute path (`COM1` to `COM999` on Windows), or
 * `tcp://host:port` for a serial-to-Ethernet box, or `pcsc:` and a part of a PC/SC reader's name. Anything else gets one sentence and is never opened.
 */
export function parseAddress(text: string, platform: NodeJS.Platform = process.platform): ParsedAddress {
  const example = serialAdvice[platform] ?? '/dev/ttyUSB0'
  if (text.trim() === '') return refused('No port is named: choose the reader’s port from the list.')
  if (text.length > longest) return refused(`A port’s name has at most ${longest} characters; this one is longer.`)
  if (hasControlCharacter(text)) return refused('A port’s name has no line breaks or control characters in it.')
  if (/^tcp:/i.test(text)) return parseTcp(text)
  if (/^pcsc:/i.test(text)) return { ok: true, address: { kind: 'pcsc', name: text.slice('pcsc:'.length).trim() } }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return refused('Only tcp:// addresses are understood, for example tcp://192.168.1.50:4001.')
  }
  if (platform === 'win32') {
    const com = /^(?:\\\\\.\\)?(COM[1-9]\d{0,2})$/i.exec(text)?.[1]
    if (com !== undefined) return { ok: true, address: { kind: 'serial', path: com.toUpperCase() } }
    return refused(`A serial port on Windows is called like ${example}; this is something else.`)
  }
  if (!text.startsWith('/') || text.endsWith('/') || text.split('/').includes('..')) {
    return refused(`A serial port is named by its whole path, for example ${example}; this is something else.`)
  }
  return { ok: true, address: { kind: 'serial', path: text } }
}

function parseTcp(text: string): ParsedAddress {
  const parts = /^tcp:\/\/(?:\[([^\]]+)\]|([^:/?#@[\]]+)):(\d{1,5})\/?$/i.exec(text)
  const host = parts?.[1] ?? parts?.[2] ?? ''
  const port = Number(parts?.[3])
  if (parts === null || !isHost(host, parts[1] !== undefined)) {
    return refused('A network reader’s address is tcp://host:port, for example tcp://192.168.1.50:4001.')
  }
  if (port < 1 || port > 65535) return refused('The port number in a tcp:// address is between 1 and 65535.')
  return { ok: true, address: { kind: 'tcp', host, port } }
}

function isHost(host: string, bracketed: boolean): boolean {
  if (bracketed) return isIPv6(host)
  if (isIP(host) !== 0) return true
  const labels = host.split('.')
  // A name of digits and dots only is a mistyped IPv4 address, not a name to look up.
  return host.length <= 253 && /[A-Za-z]/.test(host) && labels.every((label) => hostLabel.test(label))
}

function hasControlCharacter(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true
  }
  return false
}
