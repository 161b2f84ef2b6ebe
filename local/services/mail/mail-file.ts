import { simpleParser } from 'mailparser'
import nodemailer from 'nodemailer'
import type { MailRequest } from './ses-request.ts'

/** A stored message, taken apart for the inbox. */
export interface ReadMail {
  subject: string
  from: string
  to: string[]
  text: string
  html: string | undefined
  headers: { name: string; value: string }[]
  attachments: { name: string; contentType: string; bytes: number }[]
  /** The message as it would have gone out. */
  raw: string
}

/** Writes the message that SES would send for a composed mail (RFC 5322). Blind copies are not in it. */
export async function composeMail(
  request: Extract<MailRequest, { kind: 'composed' }>,
  messageId: string,
  at: number,
): Promise<Buffer> {
  const composer = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  const { message } = await composer.sendMail({
    from: request.source,
    to: request.to,
    cc: request.cc,
    replyTo: request.replyTo,
    subject: request.subject,
    text: request.text,
    html: request.html,
    date: new Date(at),
    messageId: `<${messageId}@eu-central-1.amazonses.com>`,
  })
  return Buffer.isBuffer(message) ? message : Buffer.from(String(message))
}

export async function readMail(file: Buffer): Promise<ReadMail> {
  const parsed = await simpleParser(file, { skipTextToHtml: true, skipImageLinks: true })
  const addresses = [parsed.to, parsed.cc].flatMap((each) => each ?? []).flatMap((each) => each.value)
  return {
    subject: parsed.subject ?? '',
    from: parsed.from?.text ?? '',
    to: addresses.flatMap((each) => each.address ?? []),
    text: parsed.text ?? '',
    html: parsed.html === false ? undefined : parsed.html,
    headers: parsed.headerLines.map(({ line }) => {
      const colon = line.indexOf(':')
      return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() }
    }),
    attachments: parsed.attachments.map((each) => ({
      name: each.filename ?? 'attachment',
      contentType: each.contentType,
      bytes: each.size,
    })),
    raw: file.toString('utf8'),
  }
}
