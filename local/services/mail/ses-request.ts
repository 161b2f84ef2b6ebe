import { AwsError } from '../wire.ts'

/** A mail to be sent, taken from either operation. */
export type MailRequest =
  | {
      kind: 'composed'
      source: string
      to: string[]
      cc: string[]
      bcc: string[]
      replyTo: string[]
      subject: string
      text: string | undefined
      html: string | undefined
      configurationSet: string | undefined
      tags: Record<string, string>
    }
  | {
      kind: 'raw'
      source: string | undefined
      destinations: string[]
      data: Buffer
      configurationSet: string | undefined
      tags: Record<string, string>
    }

/** Reads the form that SES v1 gets. Throws with SES's own codes for what is missing or of another operation. */
export function mailRequestOf(form: URLSearchParams): MailRequest {
  const action = form.get('Action') ?? ''
  const configurationSet = form.get('ConfigurationSetName') ?? undefined
  const tags = Object.fromEntries(
    members(form, 'Tags', '.Name').map((name, at) => [name, form.get(`Tags.member.${at + 1}.Value`) ?? '']),
  )
  if (action === 'SendEmail') {
    const request: MailRequest = {
      kind: 'composed',
      source: required(form, 'Source'),
      to: members(form, 'Destination.ToAddresses'),
      cc: members(form, 'Destination.CcAddresses'),
      bcc: members(form, 'Destination.BccAddresses'),
      replyTo: members(form, 'ReplyToAddresses'),
      subject: form.get('Message.Subject.Data') ?? '',
      text: form.get('Message.Body.Text.Data') ?? undefined,
      html: form.get('Message.Body.Html.Data') ?? undefined,
      configurationSet,
      tags,
    }
    checkRecipients([...request.to, ...request.cc, ...request.bcc])
    if (request.text === undefined && request.html === undefined) {
      throw new AwsError('InvalidParameterValue', 'Message body is empty.')
    }
    return request
  }
  if (action === 'SendRawEmail') {
    const data = Buffer.from(required(form, 'RawMessage.Data'), 'base64')
    const source = form.get('Source') ?? undefined
    return { kind: 'raw', source, destinations: members(form, 'Destinations'), data, configurationSet, tags }
  }
  throw new AwsError('InvalidAction', `The local cloud does not do ${action || 'this'} of SES.`)
}

/** SES takes at most 50 recipients in one message. */
export function checkRecipients(recipients: string[]): void {
  if (recipients.length === 0) throw new AwsError('InvalidParameterValue', 'Missing recipients.')
  if (recipients.length > 50) throw new AwsError('InvalidParameterValue', 'Recipient count exceeds 50.')
  for (const each of recipients) {
    if (!/^[^@\r\n]*[^@\s]@[^@\s]+$/.test(each)) {
      throw new AwsError('InvalidParameterValue', `Illegal address: ${each}`)
    }
  }
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name)
  if (value === null || value === '')
    throw new AwsError('ValidationError', `The parameter ${name} is missing.`)
  return value
}

/** `name.member.1`, `name.member.2` … until one is missing. */
function members(form: URLSearchParams, name: string, suffix = ''): string[] {
  const values: string[] = []
  for (let at = 1; ; at++) {
    const value = form.get(`${name}.member.${at}${suffix}`)
    if (value === null) return values
    values.push(value)
  }
}
