import { useToasts } from '../../../../renderer/ui/toasts.ts'
import { Refused } from '../api.ts'

/** Does something, and says why where it was not done. Resolves with whether it was. */
export async function doing(deed: () => Promise<unknown>, done?: string): Promise<boolean> {
  const toasts = useToasts()
  try {
    await deed()
    if (done !== undefined) toasts.say(done)
    return true
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    toasts.say(error.message, 'problem')
    return false
  }
}
