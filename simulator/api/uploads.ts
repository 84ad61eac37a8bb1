import { ok, rootOf, signedIn, type Answer, type Call } from './call.ts'
import { Invalid } from './errors.ts'
import { readFields } from './fields.ts'

/** POST /signed_upload_urls: where the file is to be uploaded with POST. */
export function signUpload(call: Call): Answer {
  signedIn(call)
  const { values, problems } = readFields(
    {
      file_name: { kind: 'text', required: true },
      file_type: { kind: 'choice', values: ['image', 'csv_card_import', 'csv_user_import'], nullable: true },
    },
    rootOf(call, 'signed_upload_url'),
    true,
    () => true,
  )
  if (Object.keys(problems).length > 0) throw new Invalid(problems)
  const name = String(values.file_name)
  const token = call.world.nextHex('upload').slice(0, 32)
  return ok({ signed_upload_url: `${call.origin}/_sim/files/uploads/${token}`, file_name: name })
}
