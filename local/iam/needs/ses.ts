import { arn } from '../../template/resource-type.ts'
import { type NeedsOf, UnknownNeeds } from './call.ts'

/**
 * SES v1: sending needs the right on the identity that sends and on the configuration set. The identity is the address
 * or its domain, whichever is verified; the template does not say, so that both are asked for.
 *
 * Source: service authorization reference, SES; SES developer guide, controlling access.
 */
export const sesNeeds: NeedsOf = ({ body }) => {
  const form = new URLSearchParams(body.toString('utf8'))
  const operation = form.get('Action') ?? ''
  const source = form.get('Source')
  // A raw mail may name its sender only inside.
  if (!/^Send(Raw)?Email$/.test(operation) || source === null) throw new UnknownNeeds('SES', operation)
  const { name, address } = mailbox(source)
  const recipients = [...form]
    .filter(([field]) => /^Destination(\.(To|Cc|Bcc)Addresses|s)\.member\.\d+$/.test(field))
    .map(([, value]) => mailbox(value).address)
  const context = {
    'ses:fromaddress': address,
    ...(name === undefined ? {} : { 'ses:fromdisplayname': name }),
    'ses:recipients': recipients,
  }
  const configurationSet = form.get('ConfigurationSetName')
  return [
    `identity/${address}`,
    `identity/${address.slice(address.indexOf('@') + 1)}`,
    ...(configurationSet === null ? [] : [`configuration-set/${configurationSet}`]),
  ].map((resource) => ({ action: `ses:${operation}`, resource: arn('ses', resource), context }))
}

/** `Name <address>` or the address alone. */
function mailbox(text: string): { name?: string; address: string } {
  const [, name = '', address] = /^(.*)<([^<>]+)>\s*$/s.exec(text) ?? []
  if (address === undefined) return { address: text.trim() }
  const plain = name.trim().replace(/^"(.*)"$/, '$1')
  return plain === '' ? { address } : { name: plain, address }
}
