import type { Session } from 'electron'

/**
 * What pages may do, with the reason on every line. Unlisted is denied, so this table only ever grows by one grant at
 * a time; the reception screen needs none of Chromium's permissions.
 */
export const permissions: Readonly<Record<string, { granted: boolean; reason: string }>> = {
  media: { granted: false, reason: 'No screen uses the camera or the microphone yet.' },
  geolocation: { granted: false, reason: 'The desk knows its place from Kisi.' },
  notifications: { granted: false, reason: 'What a receptionist must know is on the screen.' },
  serial: { granted: false, reason: 'Readers are opened by the main process, never by a page.' },
  hid: { granted: false, reason: 'Readers are opened by the main process, never by a page.' },
  usb: { granted: false, reason: 'Readers are opened by the main process, never by a page.' },
  openExternal: { granted: false, reason: 'Nothing on the desk leads outside it.' },
  'clipboard-read': { granted: false, reason: 'Pasting by keyboard needs no permission; reading behind it would.' },
}

export function isGranted(permission: string): boolean {
  return Object.hasOwn(permissions, permission) && permissions[permission]?.granted === true
}

/** Sets all three handlers: Chromium asks the check and device handlers in places where it never asks the first. */
export function setupPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => decide(isGranted(permission)))
  session.setPermissionCheckHandler((_contents, permission) => isGranted(permission))
  session.setDevicePermissionHandler((details) => isGranted(details.deviceType))
}
