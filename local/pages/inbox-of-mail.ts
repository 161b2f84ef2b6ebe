import type { MailEntry } from '../services/mail/mail-store.ts'
import type { Mail as MailService } from '../services/mail.ts'
import type { MailLine } from './inbox-pages.ts'
import type { Inbox } from './local-site.ts'

/** The mails that SES took, as the inbox shows them. */
export function inboxOfMail(mail: MailService): Inbox {
  return {
    list: ({ to, after, limit }) =>
      mail.list({ to, after: after === undefined ? undefined : Number(after), limit }).map(lineOf),
    async read(id) {
      const found = await mail.read(Number(id))
      if (!found) return undefined
      return {
        ...lineOf(found),
        text: found.text,
        html: found.html ?? '',
        headers: found.headers.map(({ name, value }): [string, string] => [name, value]),
      }
    },
    async act(id, action) {
      mail[action](Number(id))
    },
  }
}

function lineOf({ id, sentAt, from, to, subject, state }: MailEntry): MailLine {
  return {
    id: String(id),
    at: sentAt,
    from,
    to,
    subject,
    fate: state === 'delivered' ? undefined : fates[state],
  }
}

const fates = {
  bounced: 'bounced: the address does not exist',
  complained: 'the recipient marked it as spam',
  suppressed: 'not sent: the address bounced or complained before',
}
