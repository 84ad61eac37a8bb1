import type { Complaint, ComplaintField } from '../../contract/complaints.ts'

/** Kisi's own names of what guests, role assignments, cards and card assignments are made of. */
const fieldOf: Readonly<Record<string, ComplaintField>> = {
  name: 'name',
  email: 'email',
  valid_from: 'until',
  valid_until: 'until',
  role_id: 'visitorTypeId',
  group_id: 'visitorTypeId',
  applies_to_id: 'visitorTypeId',
  applies_to_type: 'visitorTypeId',
  card_id: 'cardIdentity',
  card_number: 'cardIdentity',
  facility_code: 'cardIdentity',
  uid: 'cardIdentity',
  token: 'cardIdentity',
}

const words: Readonly<Record<ComplaintField, string>> = {
  name: 'the name',
  email: 'the e-mail address',
  visitorTypeId: 'the group of doors',
  until: 'the end of the visit',
  cardIdentity: 'the card',
}

/** Kisi's complaint about one field as a sentence: it writes the rest of one (“is invalid”), now and then a whole one. */
function sentenceOf(subject: string, text: string): string {
  const said = text.trim().replace(/\.$/u, '')
  if (said === '') return `Kisi does not accept ${subject}.`
  if (/^\p{Lu}/u.test(said)) return `Kisi does not accept ${subject}: ${said}.`
  return `Kisi refused it: ${subject} ${said}.`
}

/** What Kisi finds wrong (422, by its own field names; nested ones end in the field), by the desk's fields, each once. */
export function complaintsOf(fields: Readonly<Record<string, readonly string[]>>): Complaint[] {
  const found = new Map<ComplaintField, Complaint>()
  for (const [name, texts] of Object.entries(fields)) {
    const field = fieldOf[name.split(/[.[\]]+/u).findLast((part) => part !== '') ?? '']
    if (field === undefined || found.has(field)) continue
    found.set(field, { field, message: sentenceOf(words[field], texts[0] ?? '') })
  }
  return [...found.values()]
}
