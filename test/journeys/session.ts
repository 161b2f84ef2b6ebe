import makeFetchCookie from 'fetch-cookie'
import { parse } from 'node-html-parser'

/** What lets somebody in: the cookie as a browser sends it back, and the token that their forms carry. */
export interface Session {
  cookie: string
  csrf: string
}

/** Opens an e-mailed link. */
export async function enterByLink(link: string): Promise<Session> {
  const first = await fetch(link, { redirect: 'manual' })
  const cookie = first.headers.getSetCookie()[0]?.split(';')[0]
  if (cookie === undefined) throw new Error(`The link answered ${first.status} and set no cookie.`)
  return withToken(cookie, new URL('/my', link).href)
}

/** Signs in at the issuer with one of its sample accounts, by way of a room: `/hr` or `/audit`. */
export async function signIn(url: string, account: string, prefix: '/hr' | '/audit'): Promise<Session> {
  const jar = new makeFetchCookie.toughCookie.CookieJar()
  const browse = makeFetchCookie(fetch, jar)
  const choice = await browse(url + prefix)
  const action =
    parse(await choice.text())
      .querySelector('form')
      ?.getAttribute('action') ?? ''
  await browse(new URL(action, choice.url), { method: 'POST', body: new URLSearchParams({ account }) })
  const cookie = (await jar.getCookies(url + prefix)).find(({ key }) => key === `__Host-${prefix.slice(1)}`)
  if (cookie === undefined) throw new Error(`Signing in as ${account} gave no cookie for ${prefix}.`)
  return withToken(cookie.cookieString(), url + prefix)
}

async function withToken(cookie: string, home: string): Promise<Session> {
  const page = parse(await (await fetch(home, { headers: { cookie } })).text())
  const csrf = page.querySelector('input[name=csrf]')?.getAttribute('value')
  if (csrf === undefined) throw new Error(`${home} has no form with a token.`)
  return { cookie, csrf }
}
