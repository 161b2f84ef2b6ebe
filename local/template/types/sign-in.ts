import * as z from 'zod'
import { arn, type ResourceType, region, steadyId, withoutEffect } from '../resource-type.ts'

const poolId = (stack: string, logicalId: string): string =>
  `${region}_${steadyId(stack, logicalId).slice(0, 9)}`

/** Cognito's own sign-in screens, rules and mails: the local issuer asks no passwords, so none of them applies. */
const screens = withoutEffect('the local issuer lets you choose who you are')

export const userPoolClientProperties = z.strictObject({
  UserPoolId: z.string(),
  ClientName: z.string().optional(),
  GenerateSecret: z.literal(false).optional(),
  CallbackURLs: z.array(z.string()).default([]),
  LogoutURLs: z.array(z.string()).default([]),
  DefaultRedirectURI: z.string().optional(),
  AllowedOAuthFlows: z.array(z.literal('code')).default(['code']),
  AllowedOAuthFlowsUserPoolClient: z.boolean().optional(),
  AllowedOAuthScopes: z.array(z.string()).default(['openid']),
  SupportedIdentityProviders: z.array(z.literal('COGNITO')).optional(),
  AccessTokenValidity: z.number().optional(),
  IdTokenValidity: z.number().optional(),
  RefreshTokenValidity: z.number().optional(),
  TokenValidityUnits: z.unknown().optional(),
  ExplicitAuthFlows: screens,
  PreventUserExistenceErrors: screens,
  EnableTokenRevocation: screens,
  AuthSessionValidity: screens,
  ReadAttributes: screens,
  WriteAttributes: screens,
  RefreshTokenRotation: screens,
})

export const userPoolGroupProperties = z.strictObject({
  UserPoolId: z.string(),
  GroupName: z.string(),
  Description: withoutEffect('for people'),
  Precedence: withoutEffect('no roles hang on groups here'),
})

export const resourceServerProperties = z.strictObject({
  UserPoolId: z.string(),
  Identifier: z.string(),
  Name: withoutEffect('for people'),
  Scopes: z.array(z.strictObject({ ScopeName: z.string(), ScopeDescription: z.string() })).default([]),
})

/** The scopes of a resource server as tokens carry them. */
export function scopesOf(properties: Record<string, unknown>): string[] {
  const { Identifier, Scopes } = resourceServerProperties.parse(properties)
  return Scopes.map(({ ScopeName }) => `${Identifier}/${ScopeName}`)
}

export const signInTypes: Record<string, ResourceType> = {
  'AWS::Cognito::UserPool': {
    here: 'stands in',
    how: 'the local issuer stands for it',
    ref: ({ stack, logicalId }) => poolId(stack, logicalId),
    attributes: {
      Arn: ({ stack, logicalId }) => arn('cognito-idp', `userpool/${poolId(stack, logicalId)}`),
      UserPoolId: ({ stack, logicalId }) => poolId(stack, logicalId),
      ProviderName: ({ stack, logicalId }) =>
        `cognito-idp.${region}.amazonaws.com/${poolId(stack, logicalId)}`,
      ProviderURL: ({ addresses }) => addresses.issuerUrl,
    },
  },
  'AWS::Cognito::UserPoolClient': {
    here: 'stands in',
    how: 'a client of the local issuer',
    properties: userPoolClientProperties,
    ref: ({ stack, logicalId }) => steadyId(stack, logicalId),
    attributes: {
      ClientId: ({ stack, logicalId }) => steadyId(stack, logicalId),
      Name: ({ name }) => name,
    },
  },
  'AWS::Cognito::UserPoolGroup': {
    here: 'stands in',
    how: 'a value of the groups claim',
    properties: userPoolGroupProperties,
    nameProperty: 'GroupName',
  },
  'AWS::Cognito::UserPoolResourceServer': {
    here: 'stands in',
    how: 'what a program may ask the local issuer for',
    properties: resourceServerProperties,
  },
  'AWS::Cognito::UserPoolDomain': {
    here: 'stands in',
    how: 'the address of the local issuer',
    nameProperty: 'Domain',
    attributes: { CloudFrontDistribution: ({ addresses }) => addresses.issuerUrl },
  },
  'AWS::Cognito::ManagedLoginBranding': { here: 'no effect', how: 'the local issuer has its own page' },
  'AWS::Cognito::UserPoolUICustomizationAttachment': {
    here: 'no effect',
    how: 'the local issuer has its own page',
  },
}

/** The issuer address that AWS gives a pool, which templates also put together by themselves. */
export function cognitoIssuerAddress(id: string): string {
  return `https://cognito-idp.${region}.amazonaws.com/${id}`
}
