/** Lengths and sizes that both sides of the contract hold to. Lengths count UTF-16 code units, as inputs do. */
export const limits = {
  name: 200,
  email: 254, // RFC 5321 path limit
  company: 200,
  search: 200,
  address: 2000,
  key: 500,
  /** `identity` of a card: a code before a scanner may be as long as Kisi's longest. */
  cardIdentity: 2100,
  page: 100,
  /** No answer carries more than this many bytes of JSON. */
  answerBytes: 64 * 1024,
  /** No request carries more than this many bytes of JSON. */
  requestBytes: 64 * 1024,
  /** The longest visit that can be typed in. */
  visitDays: 366,
} as const
