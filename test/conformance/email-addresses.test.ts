import { describe, expect, test } from 'vitest'
import { isEmailAddress } from '../../functions/domain/email-address.ts'
import { corpus } from './corpus.ts'

const isemail = corpus('conformance/isemail')

interface Diagnosed {
  address: string
  category: string
}

const standIn: Diagnosed[] = [
  { address: 'ann@example.com', category: 'ISEMAIL_VALID_CATEGORY' },
  { address: 'ann@example.test', category: 'ISEMAIL_DNSWARN' },
  { address: 'ann@', category: 'ISEMAIL_ERR' },
  { address: '"ann"@example.com', category: 'ISEMAIL_RFC5321' },
]

function diagnosed(): Diagnosed[] {
  if (!isemail.found) return standIn
  return ['tests.xml', 'tests-original.xml'].flatMap((file) =>
    [...isemail.text(file).matchAll(/<test id[\s\S]*?<\/test>/g)].map(([one]) => ({
      address: decoded(/<address>([\s\S]*?)<\/address>/.exec(one)?.[1] ?? ''),
      category: /<category>(.*?)</.exec(one)?.[1] ?? '',
    })),
  )
}

/** The corpus writes a control character as its picture, U+2400 and up. */
function decoded(text: string): string {
  return text
    .replace(/&#x([0-9A-F]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/[\u2400-\u241f]/g, (picture) => String.fromCharCode(picture.charCodeAt(0) - 0x2400))
}

/** Valid on paper, but a bare top-level domain, a numeric or one-letter top label, or a domain over 253 characters. */
const unusual = (address: string) => {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return address.length > 254 || !/\.([a-z]{2,}|xn--[a-z0-9-]+)$/i.test(domain)
}

describe(`addresses (${isemail.label})`, () => {
  const all = diagnosed()
  const of = (...categories: string[]) => all.filter(({ category }) => categories.includes(category))

  test('what is valid and usual is taken', () => {
    const valid = of('ISEMAIL_VALID_CATEGORY', 'ISEMAIL_DNSWARN')
    expect(valid.length).toBeGreaterThan(0)
    const refused = valid.filter(({ address }) => !isEmailAddress(address))
    expect(refused.filter(({ address }) => !unusual(address))).toEqual([])
    expect(refused.length).toBeLessThan(valid.length / 5)
  })

  test('what is invalid, obsolete, commented or quoted is refused', () => {
    const invalid = all.filter(
      ({ category }) => !['ISEMAIL_VALID_CATEGORY', 'ISEMAIL_DNSWARN'].includes(category),
    )
    expect(invalid.length).toBeGreaterThan(0)
    expect(invalid.filter(({ address }) => isEmailAddress(address))).toEqual([])
  })
})
