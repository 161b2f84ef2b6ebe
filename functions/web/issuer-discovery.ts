import * as oauth from 'oauth4webapi'

/** How long the issuer may take to answer before whoever waits is told to try again. */
export const PATIENCE_MS = 8000

/** What every request to the issuer is sent with. */
export function patientRequest(issuerUrl: URL) {
  return {
    [oauth.allowInsecureRequests]: issuerUrl.protocol === 'http:',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }
}

/**
 * Reads the issuer's discovery document when first asked, once per process, and again after a failure.
 * @throws at once for an issuer without TLS that is not on this machine.
 */
export function discoveryOf(issuerUrl: URL): () => Promise<oauth.AuthorizationServer> {
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(issuerUrl.hostname)
  if (issuerUrl.protocol !== 'https:' && !isLoopback)
    throw new Error('The issuer must have an https address; plain http is for the loopback interface only')
  return remembered(async () =>
    oauth.processDiscoveryResponse(
      issuerUrl,
      await oauth.discoveryRequest(issuerUrl, { algorithm: 'oidc', ...patientRequest(issuerUrl) }),
    ),
  )
}

function remembered<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let answer: Promise<Value> | undefined
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined
      throw error
    })
    return answer
  }
}
