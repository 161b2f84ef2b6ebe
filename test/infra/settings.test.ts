import { expect, test } from 'vitest'
import { synthesize } from './synthesized-app.ts'

const environmentOf = (app: ReturnType<typeof synthesize>, name: string) =>
  app.of('AWS::Lambda::Function').find(({ id }) => id.startsWith(name))?.Properties.Environment.Variables

test('given no settings, people are signed in by a user pool of our own and no mail identity is made', () => {
  const app = synthesize()
  expect(app.of('AWS::Cognito::UserPool')).toHaveLength(1)
  expect(app.of('AWS::SES::EmailIdentity')).toEqual([])
  expect(environmentOf(app, 'Hr')).toMatchObject({ ROLES_CLAIM: 'cognito:groups' })
  expect(environmentOf(app, 'SendMail')).toMatchObject({ MAIL_FROM: 'reviews@example.com' })
})

test('given the company’s own issuer and mail domain, both are used', () => {
  const context = {
    issuerUrl: 'https://sign-in.example.org',
    clientId: 'countersign',
    rolesClaim: 'roles',
    mailFrom: 'people@example.org',
    mailDomain: 'example.org',
  }
  const app = synthesize({ context })
  expect(app.of('AWS::Cognito::UserPool')).toEqual([])
  expect(app.of('AWS::SES::EmailIdentity')[0]?.Properties.EmailIdentity).toBe('example.org')
  for (const name of ['Hr', 'Auditor'])
    expect(environmentOf(app, name)).toMatchObject({
      ISSUER_URL: 'https://sign-in.example.org',
      CLIENT_ID: 'countersign',
      ROLES_CLAIM: 'roles',
    })
  expect(environmentOf(app, 'SendMail')).toMatchObject({ MAIL_FROM: 'people@example.org' })
})

test('given a log that another account keeps, its bucket stands in a stack for that account and is used by name', () => {
  const app = synthesize({
    context: { logAccount: '222222222222', appAccount: '111111111111', logBucketName: 'the-log' },
  })
  const [log] = app.of('AWS::S3::Bucket').filter(({ stack }) => stack === 'Countersign-Log')
  expect(log?.Properties).toMatchObject({ BucketName: 'the-log', ObjectLockEnabled: true })
  expect(app.of('AWS::S3::Bucket')).toHaveLength(2)
  for (const name of ['SealTrail', 'VerifyLog', 'Auditor', 'Participant'])
    expect(environmentOf(app, name)).toMatchObject({ LOG_BUCKET: 'the-log' })
})

test.each([
  [{ mailFrom: 'nobody' }, /mailFrom: must be an e-mail address/],
  [
    { issuerUrl: 'http://sign-in.example.org', clientId: 'countersign' },
    /issuerUrl: must be an https address/,
  ],
  [{ issuerUrl: 'https://sign-in.example.org' }, /issuerUrl and clientId belong together/],
  [{ mailDomain: 'example' }, /mailDomain: must be a domain/],
  [{ stage: 'staging' }, /stage: Invalid option/],
  [{ trailRetentionYears: '0' }, /trailRetentionYears: must be at least one year/],
  [{ trailRetentionYears: 'ten' }, /trailRetentionYears: Invalid input/],
  [{ auditorAccount: '1234' }, /auditorAccount: must be an AWS account/],
  [{ logAccount: '222222222222' }, /logAccount, logBucketName and appAccount belong together/],
  [
    { logAccount: '222222222222', appAccount: '222222222222', logBucketName: 'the-log' },
    /logAccount: must be another account than appAccount/,
  ],
])('given %o, the synth says what cannot be used', (context, message) => {
  expect(() => synthesize({ context })).toThrow(message)
})
