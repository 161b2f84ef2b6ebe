import { file } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'

/** The verifier in one file, to be kept and run where no server of ours has a say. */
export const downloadVerifier = auditorRoute({
  method: 'GET',
  path: '/audit/verify/countersign-verify.mjs',
  rule: 'auditor',
  answer: async ({ dependencies }) =>
    file(await dependencies.verifier(), {
      contentType: 'text/javascript; charset=utf-8',
      filename: 'countersign-verify.mjs',
    }),
})
