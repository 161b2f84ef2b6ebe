/** An `AWS::Cognito::UserPoolClient` of the template, its values resolved. */
export interface UserPoolClientDeclaration {
  clientId: string
  properties: Record<string, unknown>
}

export interface IssuerClient {
  clientId: string
  callbackUrls: string[]
  logoutUrls: string[]
  scopes: string[]
  idTokenSeconds: number
  accessTokenSeconds: number
  refreshTokenSeconds: number
}

const unitSeconds: Record<string, number> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 }

/** Throws for a client with a secret or without the code flow, which nothing here stands for. */
export function issuerClientOf({ clientId, properties }: UserPoolClientDeclaration): IssuerClient {
  if (properties.GenerateSecret === true || properties.GenerateSecret === 'true') {
    throw new Error(
      `The user pool client ${clientId} has a secret; the local issuer only serves public clients.`,
    )
  }
  const flows = texts(properties.AllowedOAuthFlows)
  if (!flows.includes('code')) {
    throw new Error(
      `The user pool client ${clientId} does not allow the code flow, the only one the local issuer does.`,
    )
  }
  const units: Record<string, unknown> = { ...(properties.TokenValidityUnits as object | undefined) }
  const seconds = (name: string, otherwise: number, unit: string): number =>
    Number(properties[name] ?? otherwise) *
    (unitSeconds[String(units[name.replace('Validity', '')] ?? unit)] ?? 60)
  return {
    clientId,
    callbackUrls: texts(properties.CallbackURLs),
    logoutUrls: texts(properties.LogoutURLs),
    scopes: texts(properties.AllowedOAuthScopes),
    // Cognito's defaults: an hour, an hour, thirty days.
    idTokenSeconds: seconds('IdTokenValidity', 1, 'hours'),
    accessTokenSeconds: seconds('AccessTokenValidity', 1, 'hours'),
    refreshTokenSeconds: seconds('RefreshTokenValidity', 30, 'days'),
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
