import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Need, refusalOf } from '../../../local/iam/decide.ts'
import { compilePolicy, type Statement } from '../../../local/iam/policy.ts'
import { type Principal, roleSession, strangerOf } from '../../../local/iam/principal.ts'

const table = 'arn:aws:dynamodb:eu-central-1:000000000000:table/Trail'
const hr = roleSession('arn:aws:iam::000000000000:role/HrRole', 'Hr')
const need = (action = 'dynamodb:PutItem', resource = table): Need => ({ action, resource, context: {} })
const allow = { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }
const deny = { ...allow, Effect: 'Deny' }
const identity = (...Statement: object[]) => compilePolicy({ Statement }, 'identity', 'The policy')
const ofResource = (...Statement: object[]) => compilePolicy({ Statement }, 'resource', 'The policy')

function refusal(
  policies: {
    identity?: Statement[]
    resource?: Statement[]
    resourceDecides?: boolean
    elsewhere?: boolean
  },
  asked: Need = need(),
  asking: Principal = hr,
): string | undefined {
  return refusalOf(asking, asked, {
    identity: [],
    resource: [],
    resourceDecides: false,
    elsewhere: false,
    ...policies,
  })
}

describe('a decision', () => {
  it('refuses what nothing allows, in AWS’s words', () => {
    expect(refusal({})).toBe(
      `User: arn:aws:sts::000000000000:assumed-role/HrRole/Hr is not authorized to perform: dynamodb:PutItem on resource: ${table} because no identity-based policy allows the dynamodb:PutItem action`,
    )
  })

  it('grants what a statement allows', () => {
    expect(refusal({ identity: identity(allow) })).toBeUndefined()
  })

  it('refuses what one statement denies, however many allow it and in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constant(allow)), fc.array(fc.constant(allow)), (before, after) => {
        expect(refusal({ identity: identity(...before, deny, ...after) })).toMatch(
          /with an explicit deny in an identity-based policy$/,
        )
        const everyone = { Principal: '*' }
        expect(
          refusal({
            identity: identity(...before, ...after, allow),
            resource: ofResource(...after.map((each) => ({ ...each, ...everyone })), {
              ...deny,
              ...everyone,
            }),
          }),
        ).toMatch(/with an explicit deny in a resource-based policy$/)
      }),
    )
  })

  it.each([
    ['an action in other letters', { Action: 'DynamoDB:putitem' }, true],
    ['an action by wildcard', { Action: ['sqs:*', 'dynamodb:Put????'] }, true],
    ['another action', { Action: 'dynamodb:GetItem' }, false],
    ['all actions but this one', { NotAction: 'dynamodb:Put*' }, false],
    ['all actions but another', { NotAction: ['dynamodb:GetItem', 'sqs:*'] }, true],
    ['the resource', { Action: '*', Resource: table }, true],
    ['an index of it', { Action: '*', Resource: `${table}/index/*` }, false],
    ['the resource in other letters', { Action: '*', Resource: table.toLowerCase() }, false],
    ['all resources but this one', { Action: '*', NotResource: [table] }, false],
    ['all resources but another', { Action: '*', NotResource: `${table}/index/*` }, true],
  ])('goes by %s', (_what, words, granted) => {
    const { Action: _, ...rest } = allow
    const statement = { ...rest, ...words, ...('NotResource' in words ? { Resource: undefined } : {}) }
    const clean = JSON.parse(JSON.stringify(statement))
    expect(refusal({ identity: identity(clean) }) === undefined).toBe(granted)
  })

  it('takes an action that is for no single resource only from a statement for all', () => {
    const list = need('dynamodb:ListTables', '*')
    expect(refusal({ identity: identity(allow) }, list)).toBeUndefined()
    expect(refusal({ identity: identity({ ...allow, Resource: 'arn:aws:*' }) }, list)).toMatch(
      /perform: dynamodb:ListTables because no/,
    )
  })

  describe('with a policy of the resource', () => {
    it.each<[string, unknown, boolean]>([
      ['everybody', '*', true],
      ['every account', { AWS: '*' }, true],
      ['the role', { AWS: hr.roleArn }, true],
      ['the session', { AWS: [hr.sessionArn, 'x'] }, true],
      [
        'the account, which leaves it to the role’s own policies',
        { AWS: 'arn:aws:iam::000000000000:root' },
        false,
      ],
      ['another role', { AWS: `${hr.roleArn}2` }, false],
      ['a service', { Service: 'lambda.amazonaws.com' }, false],
    ])('that allows %s', (_who, Principal, granted) => {
      expect(refusal({ resource: ofResource({ ...allow, Principal }) }) === undefined).toBe(granted)
    })

    it.each<[string, unknown, boolean]>([
      ['the account', { AWS: '000000000000' }, true],
      ['another role', { AWS: `${hr.roleArn}2` }, false],
      ['a service', { Service: 'sns.amazonaws.com' }, false],
    ])('that denies %s', (_who, Principal, denied) => {
      const policies = { identity: identity(allow), resource: ofResource({ ...deny, Principal }) }
      expect(refusal(policies) !== undefined).toBe(denied)
    })

    it('lets a service in by name and from a source only', () => {
      const sns: Principal = { kind: 'service', service: 'sns.amazonaws.com' }
      const statement = {
        ...allow,
        Action: 'sqs:SendMessage',
        Principal: { Service: 'sns.amazonaws.com' },
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:mail' } },
      }
      const asked = (from: string): Need => ({
        ...need('sqs:SendMessage', 'arn:aws:sqs:eu-central-1:000000000000:q'),
        context: { 'aws:sourcearn': `arn:aws:sns:eu-central-1:000000000000:${from}` },
      })
      const resource = ofResource(statement)
      expect(refusal({ resource }, asked('mail'), sns)).toBeUndefined()
      expect(refusal({ resource }, asked('other'), sns)).toMatch(/no resource-based policy allows/)
      expect(
        refusal({ resource }, asked('mail'), { kind: 'service', service: 'ses.amazonaws.com' }),
      ).toBeDefined()
    })
  })

  describe('across accounts', () => {
    const witness = strangerOf('222222222222:Witness')
    const get = need('s3:GetObject', 'arn:aws:s3:::log/checkpoint')
    const everything = identity({ ...allow, Action: '*' })
    const asked = (Principal: unknown, own = everything, statement: object = { ...allow, Action: 's3:*' }) =>
      refusal(
        { identity: own, resource: ofResource({ ...statement, Principal }), elsewhere: true },
        get,
        witness,
      )

    it.each<[string, unknown, boolean]>([
      ['the account', { AWS: 'arn:aws:iam::222222222222:root' }, true],
      ['the account by its number', { AWS: '222222222222' }, true],
      ['the role', { AWS: 'arn:aws:iam::222222222222:role/Witness' }, true],
      ['everybody', '*', true],
      ['the account of the resource', { AWS: '000000000000' }, false],
      ['a third account', { AWS: '333333333333' }, false],
      ['a role of that name here', { AWS: 'arn:aws:iam::000000000000:role/Witness' }, false],
    ])('a resource that lets in %s', (_who, Principal, granted) => {
      expect(asked(Principal) === undefined).toBe(granted)
    })

    it('needs both accounts to allow', () => {
      expect(asked({ AWS: '222222222222' }, identity())).toMatch(/because no identity-based policy/)
      expect(refusal({ identity: everything, elsewhere: true }, get, witness)).toBe(
        'User: arn:aws:sts::222222222222:assumed-role/Witness/Witness is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::log/checkpoint because no resource-based policy allows the s3:GetObject action',
      )
    })

    it('is refused by a denial on either side', () => {
      expect(asked('*', everything, { ...deny, Action: 's3:*' })).toMatch(/explicit deny in a resource-based/)
      expect(asked('*', identity({ ...allow, Action: '*' }, { ...deny, Action: 's3:*' }))).toMatch(
        /explicit deny in an identity-based/,
      )
    })

    it('an access key says who it is', () => {
      expect(strangerOf('222222222222:Witness')).toMatchObject({
        account: '222222222222',
        roleArn: 'arn:aws:iam::222222222222:role/Witness',
      })
      for (const administrator of ['somebody', undefined, '000000000000:Hr', '2222:Witness', '222222222222:'])
        expect(strangerOf(administrator)).toMatchObject({
          roleArn: 'arn:aws:iam::000000000000:role/Administrator',
        })
    })
  })

  describe('on a key', () => {
    const key = 'arn:aws:kms:eu-central-1:000000000000:key/1'
    const sign = need('kms:Sign', key)
    const own = identity({ Effect: 'Allow', Action: 'kms:Sign', Resource: key })
    const root = { Effect: 'Allow', Action: 'kms:*', Resource: '*' }

    it('a role’s own policy counts only where the key leaves it the decision', () => {
      const policy = ofResource({ ...root, Principal: { AWS: 'arn:aws:iam::000000000000:root' } })
      const other = ofResource({ ...root, Principal: { AWS: `${hr.roleArn}2` } })
      expect(refusal({ identity: own, resource: policy, resourceDecides: true }, sign)).toBeUndefined()
      expect(refusal({ identity: own, resource: other, resourceDecides: true }, sign)).toMatch(
        /no resource-based policy allows the kms:Sign action$/,
      )
      expect(refusal({ resource: policy, resourceDecides: true }, sign)).toMatch(/no identity-based policy/)
    })

    it('the key alone may allow', () => {
      const policy = ofResource({ ...root, Principal: { AWS: '*' } })
      expect(refusal({ resource: policy, resourceDecides: true }, sign)).toBeUndefined()
    })
  })

  it('remembers which words of a statement were needed', () => {
    const statements = identity({
      ...allow,
      Action: ['dynamodb:PutItem', 'dynamodb:GetItem'],
      Resource: [table, 'x'],
    })
    refusal({ identity: statements })
    expect([...(statements[0]?.actions.used ?? [])]).toEqual(['dynamodb:PutItem'])
    expect([...(statements[0]?.resources.used ?? [])]).toEqual([table])
  })

  it.each<[string, object, string]>([
    ['an element', { ...allow, Sid: 'S', NotPrincipal: '*' }, 'NotPrincipal'],
    ['both Action and NotAction', { ...allow, NotAction: 'x' }, 'must say either'],
    ['no Resource', { Effect: 'Allow', Action: '*' }, 'must say either'],
    ['a Principal in a role’s policy', { ...allow, Principal: '*' }, 'names a Principal'],
    ['a variable', { ...allow, Resource: 'arn:${' + 'aws:username}' }, 'the policy variable'],
  ])('cannot be made of a policy with %s', (_what, statement, words) => {
    expect(() => identity(statement)).toThrow(
      expect.objectContaining({ name: 'CannotStart', message: expect.stringContaining(words) }),
    )
  })

  it('cannot be made of a resource’s policy for a federated user', () => {
    expect(() => ofResource({ ...allow, Principal: { Federated: 'cognito' } })).toThrow(
      'The policy, statement 1, names a Federated principal, which this cloud does not know.',
    )
  })
})
