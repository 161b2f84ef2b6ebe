import type { HttpApi } from '../http-api/http-api.ts'
import type { Handler } from '../loopback-server.ts'
import type { LocalSite } from '../pages/local-site.ts'
import type { ServiceEndpoint } from '../ports.ts'
import type { Issuer } from '../services/issuer.ts'

/** What the public port answers: the local pages, the issuer, and everything else by the HTTP API of the app. */
export function siteHandler(
  url: string,
  { local, issuer, api }: { local: LocalSite; issuer: Issuer; api: HttpApi | undefined },
): Handler {
  const { host } = new URL(url)
  return async (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    if (request.headers.host !== host) {
      // Cookies and sign-in belong to one name.
      response.writeHead(307, { location: `${url}${request.url}` }).end()
    } else if (local.owns(path)) await local.handle(request, response)
    else if (path === '/issuer' || path.startsWith('/issuer/')) await issuer.handle(request, response)
    else if (api) await api.handle(request, response)
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('The app has no pages.\n')
  }
}

/** AWS's endpoints, each below its prefix. */
export function awsHandler(endpoints: ServiceEndpoint[]): Handler {
  const byPrefix = new Map(endpoints.map((endpoint) => [endpoint.service, endpoint]))
  return async (request, response) => {
    const [, prefix = '', rest = ''] = /^\/([^/?]+)(.*)$/.exec(request.url ?? '') ?? []
    const endpoint = byPrefix.get(prefix)
    const { origin, 'sec-fetch-site': site } = request.headers
    // The functions' clients are no browsers; whatever a browser shows has no business here.
    if (!endpoint || origin !== undefined || site !== undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such AWS service here.\n')
      return
    }
    await endpoint.handle(request, response, rest.startsWith('/') ? rest : `/${rest}`)
  }
}
