/** Whether a text fits. */
export type Matcher = (text: string) => boolean

/**
 * A pattern of a policy: `*` is any characters, also none and also `:` and `/`, `?` is one.
 *
 * Source: IAM user guide, JSON policy elements: Resource; IAM identifiers, wildcards in ARNs.
 */
export function wildcard(pattern: string, options: { ignoreCase?: boolean } = {}): Matcher {
  if (/^\*+$/.test(pattern)) return () => true
  if (!/[*?]/.test(pattern)) {
    if (!options.ignoreCase) return (text) => text === pattern
    const wanted = pattern.toLowerCase()
    return (text) => text.toLowerCase() === wanted
  }
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    // One star says as much as several, and several would make the expression slow.
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.')
  const expression = new RegExp(`^${source}$`, options.ignoreCase ? 'is' : 's')
  return (text) => expression.test(text)
}

/**
 * A pattern of ArnLike and ArnEquals: each of the six parts between the colons by itself, so that no wildcard reaches
 * beyond its part.
 *
 * Source: IAM user guide, condition operators: Amazon Resource Name (ARN) condition operators.
 */
export function arnWildcard(pattern: string): Matcher {
  const parts = partsOfArn(pattern).map((part) => wildcard(part))
  return (text) => {
    const given = partsOfArn(text)
    return given.length === parts.length && parts.every((matches, at) => matches(given[at] ?? ''))
  }
}

/** `arn`, partition, service, region, account, and the resource with whatever colons it has. */
function partsOfArn(text: string): string[] {
  const parts = text.split(':')
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')]
}
