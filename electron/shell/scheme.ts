import { protocol, type Session } from 'electron'
import { answerRequest } from './content.ts'
import { scheme } from './origin.ts'

/** Makes the scheme a standard, secure one. Must run before `app` is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the built renderer from `contentRoot` below `desk://app/`. */
export function serveScheme(session: Session, contentRoot: string): void {
  session.protocol.handle(scheme, (request) => answerRequest(contentRoot, request))
}
