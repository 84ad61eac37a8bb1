/** The renderer's own scheme and origin. Nothing else is ever shown. */
export const scheme = 'desk'
export const origin = `${scheme}://app`
export const startPage = `${origin}/index.html`

/** Whether a URL is one of our own pages or files. Anything that cannot be parsed is not. */
export function isOwnUrl(url: string): boolean {
  try {
    const parsed = new URL(url)
    return `${parsed.protocol}//${parsed.host}` === origin
  } catch {
    return false
  }
}
