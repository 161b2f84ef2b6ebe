import * as z from 'zod'
import { readLogObject } from '../store/log-objects.ts'
import { file, notAvailable, problem } from '../web/reply.ts'
import { auditorRoute } from './auditor-route.ts'

/** The paths of C2SP tlog-tiles, and the history of checkpoints; nothing else in the bucket is anybody's business. */
const number = String.raw`(?:x\d{3}/)*\d{3}`
const width = String.raw`(?:\.p/(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?`
const logPath = new RegExp(
  `^(?:checkpoint|checkpoint-history/(?:0|[1-9]\\d{0,15})|tile/(?:entries|[0-9]|[1-5]\\d|6[0-3])/${number}${width})$`,
)

/** Lambda answers at most 6 MB, and base64 makes four bytes of three. */
const MOST_BYTES = 4_400_000

/** The log itself, object by object: below this address lies what verifiers of any make can read. */
export const downloadLogObject = auditorRoute({
  method: 'GET',
  path: '/audit/log/{path+}',
  rule: 'auditor',
  params: z.object({ path: z.string().max(120).regex(logPath) }),
  answer: async ({ dependencies: { log } }, { params: { path } }) => {
    const bytes = await readLogObject(log.client, log.bucket, path)
    if (bytes === undefined) return notAvailable()
    if (bytes.length > MOST_BYTES) {
      return problem({
        status: 502,
        code: 'too-large',
        title: 'This part of the log is too large for this way',
        message: 'Its entries are unusually long. Read it from the log’s bucket itself.',
      })
    }
    const isText = path.startsWith('checkpoint')
    return file(bytes, {
      contentType: isText ? 'text/plain; charset=utf-8' : 'application/octet-stream',
      // Everything but the newest checkpoint is written once.
      caching: path === 'checkpoint' ? 'none' : 'privately',
    })
  },
})
