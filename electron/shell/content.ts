import { readContent, securityHeaders } from '../web/content.ts'
import { isOwnUrl } from './origin.ts'

/** Answers a request for `desk://app/…`: GET only, known file types only, nothing above `contentRoot`. */
export async function answerRequest(contentRoot: string, request: Request): Promise<Response> {
  if (request.method !== 'GET') return new Response('Only GET.', { status: 405, headers: securityHeaders })
  const content = isOwnUrl(request.url) ? await readContent(contentRoot, new URL(request.url).pathname) : null
  if (content === null) return new Response('Not found.', { status: 404, headers: securityHeaders })
  return new Response(new Uint8Array(content.body), {
    status: 200,
    headers: { ...securityHeaders, 'content-type': content.type },
  })
}
