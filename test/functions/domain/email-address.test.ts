import { describe, expect, test } from 'vitest'
import { isEmailAddress, isMailDomain } from '../../../functions/domain/email-address.ts'

describe('addresses that employees have are taken', () => {
  test.each([
    'ann@example.com',
    'ann.lee+reviews@mail.example.co.uk',
    "sinead.o'brien@example.ie",
    'x_y-z@sub-domain.example.museum',
    'ann@xn--bcher-kva.example',
    `${'a'.repeat(64)}@example.com`,
  ])('%s', (address) => {
    expect(isEmailAddress(address)).toBe(true)
  })
})

describe('what mail cannot be sent to is refused', () => {
  test.each([
    '',
    'ann',
    '@example.com',
    'ann@',
    'ann@localhost',
    'ann@@example.com',
    'ann lee@example.com',
    '.ann@example.com',
    'ann.@example.com',
    'ann..lee@example.com',
    'ann@-example.com',
    'ann@example-.com',
    'ann@example..com',
    'ann@example.com.',
    'ann@127.0.0.1',
    'ann@[127.0.0.1]',
    '"ann lee"@example.com',
    'ann@example.com\nBcc: eve@example.com',
    'ann@example.com, eve@example.com',
    'Ann <ann@example.com>',
    'zoë@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ann@${'a'.repeat(64)}.com`,
    `ann@${'a.'.repeat(126)}com`,
  ])('%j', (address) => {
    expect(isEmailAddress(address)).toBe(false)
  })
})

test('a mail domain is a host name with at least two labels', () => {
  expect(isMailDomain('example.com')).toBe(true)
  expect(isMailDomain('@example.com')).toBe(false)
  expect(isMailDomain('example')).toBe(false)
})
