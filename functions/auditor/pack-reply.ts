import { file, problem, type Reply } from '../web/reply.ts'
import type { EvidencePack } from './evidence-pack.tsx'

/** What the log promises is a minute; after this nobody should be asked to come back in one. */
const LATE_MS = 5 * 60_000

/** A pack as a download, or the sentence that says why there is none now: never a part of one. */
export function packReply(
  pack: EvidencePack,
  of: {
    filename: string
    now: Date
    /** This very download. */
    href: string
    /** Where to go when it is too large. */
    smaller: { label: string; href: string }
  },
): Reply {
  switch (pack.state) {
    case 'ready':
      return file(pack.zip, { contentType: 'application/zip', filename: of.filename })
    case 'waiting':
      return isLate(pack.since, of.now)
        ? problem({
            status: 409,
            code: 'entry-not-in-log',
            title: 'An entry is not in the log',
            message:
              'An entry of this evidence was written more than five minutes ago and is still in no published checkpoint. The log halts, or the entry was set aside or never came through the app: its state says which.',
            next: { label: 'Look at the state of the log', href: '/audit/log' },
          })
        : problem({
            status: 409,
            code: 'proof-not-ready',
            title: 'The proof is not ready yet',
            message:
              'The last act was made seconds ago; its proof is ready within a minute. Ask again then. Nothing half is given.',
            next: { label: 'Ask again', href: of.href },
            headers: { 'retry-after': '30' },
          })
    case 'disproved':
      return problem({
        status: 409,
        code: 'log-does-not-bear-out',
        title: 'The log does not bear this evidence out',
        message: `${pack.problem} Something was changed outside of the app: keep what you have, and verify the whole log.`,
        next: { label: 'Look at the state of the log', href: '/audit/log' },
      })
    case 'too-large':
      return problem({
        status: 409,
        code: 'pack-too-large',
        title: 'This would be too large for one download',
        message: 'A download holds at most 4 MB. Take it in smaller parts.',
        next: of.smaller,
      })
  }
}

const isLate = (since: string | undefined, now: Date) =>
  since !== undefined && now.getTime() - Date.parse(since) > LATE_MS
