import { toHex } from '../trail/bytes.ts'
import { sha256 } from '../trail/sha256.ts'
import { page } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'
import { VerifyPage } from './pages/verify-page.tsx'

/** The log, verified by the auditor's own browser; and the way to do without it. */
export const offerVerification = auditorRoute({
  method: 'GET',
  path: '/audit/verify',
  rule: 'auditor',
  answer: async ({ dependencies }) => {
    const verifierHash = toHex(sha256(await dependencies.verifier()))
    return page(<VerifyPage verifierHash={verifierHash} />, {
      title: 'Verify the log',
      data: { verifier: '/audit/verify/countersign-verify.mjs', sha256: verifierHash },
    })
  },
})
