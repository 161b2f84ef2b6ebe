const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
const localPart = new RegExp(`^${atom}(\\.${atom})*$`, 'i')
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i
const topLabel = /^([a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$/i

/**
 * Whether mail to this address can be expected to leave: a plain local part at a host name of at least two labels, in
 * ASCII, as SES takes it. Quoted local parts, comments, address literals and bare host names are valid on paper
 * (RFC 5322), never belong to an employee, and are refused.
 */
export function isEmailAddress(text: string): boolean {
  // RFC 5321 §4.5.3.1: 64 for the local part, 255 for the domain, 256 for the path with its brackets.
  if (text.length > 254) return false
  const at = text.lastIndexOf('@')
  if (at < 1 || at > 64) return false
  return localPart.test(text.slice(0, at)) && isMailDomain(text.slice(at + 1))
}

/** Whether this can stand after the @: a host name such as example.com. */
export function isMailDomain(text: string): boolean {
  if (text.length > 253) return false
  const labels = text.split('.')
  const top = labels.at(-1)
  return (
    labels.length > 1 && top !== undefined && topLabel.test(top) && labels.every((part) => label.test(part))
  )
}
