/** What the toast spot shows: whoever has the spot on its page says things through this. */
export { useToasts } from '../stores/toasts.ts'
