import type { SentMail } from '../../domain/sent-mails.ts'

export const mailNames: Readonly<Record<SentMail['why'], string>> = {
  launch: 'Invitation',
  release: 'Word that the results are there',
  digest: 'Reminder',
  other: 'Another mail',
}
