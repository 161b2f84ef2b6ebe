import { file } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'

/** What the page of `offer-verification` runs in the browser; built from `client/verify-page.ts`. */
export const loadVerifyScript = auditorRoute({
  method: 'GET',
  path: '/audit/verify/page.js',
  rule: 'auditor',
  answer: async ({ dependencies }) =>
    file(await dependencies.verifyScript(), { contentType: 'text/javascript; charset=utf-8' }),
})
