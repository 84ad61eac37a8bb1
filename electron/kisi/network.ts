import { KisiError } from './error.ts'

/** Failures before a single byte of the request could leave, with what to say about them. */
const neverLeft: Record<string, string> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'its name is not known; is the network up',
  EAI_AGAIN: 'its name can’t be looked up; is the network up',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network',
  UND_ERR_CONNECT_TIMEOUT: 'it does not pick up',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate belongs to another name',
}

/** The system's code behind a failed fetch. undici wraps it in a `TypeError`, and several addresses in an `AggregateError`. */
function codeOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 4) return undefined
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown }
  if (typeof code === 'string') return code
  return codeOf(cause, depth + 1) ?? (Array.isArray(errors) ? codeOf(errors[0], depth + 1) : undefined)
}

/** fetch with `redirect: 'error'` says only in words that a redirect was what went wrong. */
export function isRedirect(error: unknown): boolean {
  const cause = (error as { cause?: unknown } | null)?.cause
  return cause instanceof Error && /redirect/i.test(cause.message)
}

/**
 * Turns a failed fetch into a `KisiError`. `reached` is false only for failures that come before the request is written.
 * `host` is the address's host, never the whole address.
 */
export function errorFromFailure(failure: unknown, endpoint: string, host: string): KisiError {
  const systemCode = codeOf(failure)
  const reason = systemCode === undefined ? undefined : neverLeft[systemCode]
  if (reason !== undefined) {
    return new KisiError('network', `Kisi can’t be reached at ${host}: ${reason}.`, { reached: false, systemCode })
  }
  return new KisiError('network', `The connection to Kisi broke during ${endpoint}.`, { systemCode })
}
