import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Ground, ServiceEndpoint } from '../ports.ts'
import { writeAtomically } from './atomic-file.ts'
import { type ConfigurationSet, configurationSetsOf, type SesResource } from './mail/configuration-sets.ts'
import { type BounceCause, type MailEventType, mailEvent } from './mail/mail-events.ts'
import { composeMail, type ReadMail, readMail } from './mail/mail-file.ts'
import { createMailStore, type MailEntry, type MailEvent, plainAddress } from './mail/mail-store.ts'
import { checkRecipients, type MailRequest, mailRequestOf } from './mail/ses-request.ts'
import { AwsError, answer, asAwsError, readBody } from './wire.ts'
import { xmlDocument } from './xml.ts'

export interface Mail {
  endpoint: ServiceEndpoint
  /** Messages, oldest first: all, to an address, or after an id. Those to suppressed addresses alone are marked so. */
  list(filter: {
    to?: string | undefined
    after?: number | undefined
    limit?: number | undefined
  }): MailEntry[]
  /** A message taken apart; undefined when there is none. */
  read(id: number): Promise<(MailEntry & ReadMail) | undefined>
  /** Plays a message's return to its sender: address unknown. Its recipients are suppressed from then on. */
  bounce(id: number): void
  /** Plays the recipient's "this is spam". */
  complain(id: number): void
  suppressed(): { address: string; reason: string; at: number }[]
  unsuppress(address: string): void
  /** True while events wait to be published. */
  busy(): boolean
  stop(): Promise<void>
}

export interface MailParts {
  resources: SesResource[]
  /** Publishes to a topic by its ARN. */
  publish(topicArn: string, message: string): Promise<void>
  /** Messages per second of real time above which SES throttles; without limit when left out. */
  maximumPerSecond?: number
}

const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/'

/** SES v1: takes mails, keeps them as files for the inbox instead of sending them, and publishes what became of them. */
export function createMail(ground: Ground, parts: MailParts): Mail {
  const { clock } = ground
  const sets = configurationSetsOf(parts.resources)
  const store = createMailStore(ground.database)
  const pathOf = (messageId: string): string => join(ground.directory, `${messageId}.eml`)
  let publishing: Promise<void> | undefined
  let stopped = false
  let second = 0
  let inThisSecond = 0

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID()
    try {
      const form = new URLSearchParams((await readBody(request)).toString('utf8'))
      const action = form.get('Action') ?? ''
      const entry = await accept(mailRequestOf(form))
      const content = {
        [`${action}Result`]: { MessageId: entry.messageId },
        ResponseMetadata: { RequestId: requestId },
      }
      answer(response, 200, 'text/xml', xmlDocument(`${action}Response`, content, namespace))
      publishAll()
    } catch (error) {
      const { code, message, status } = asAwsError(error)
      const document = {
        Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
        RequestId: requestId,
      }
      answer(response, status, 'text/xml', xmlDocument('ErrorResponse', document, namespace))
    }
  }

  async function accept(request: MailRequest): Promise<MailEntry> {
    throttle()
    if (request.configurationSet !== undefined && !sets.has(request.configurationSet)) {
      throw new AwsError(
        'ConfigurationSetDoesNotExist',
        `Configuration set <${request.configurationSet}> does not exist.`,
      )
    }
    const messageId = `${Math.trunc(clock.now()).toString(16).padStart(16, '0')}-${randomUUID()}-000000`
    const sentAt = clock.now()
    const file = request.kind === 'raw' ? request.data : await composeMail(request, messageId, sentAt)
    const { from, to, subject } = await envelopeOf(request, file)
    checkRecipients(to)
    await writeAtomically(pathOf(messageId), file)
    const fates = fatesOf(to)
    const entry = {
      messageId,
      from,
      to,
      subject,
      sentAt,
      state: fates.state,
      configurationSet: request.configurationSet,
      tags: request.tags,
    } as const
    ground.meter.add('ses', 'mail', 'recipients', to.length)
    const added = store.add(entry, (kept) => eventsOf(kept, fates))
    for (const address of fates.bounced) if (!isSimulated(address)) suppress(added, address, 'BOUNCE')
    return added
  }

  function throttle(): void {
    const now = Math.floor(Date.now() / 1000)
    inThisSecond = now === second ? inThisSecond + 1 : 1
    second = now
    if (parts.maximumPerSecond !== undefined && inThisSecond > parts.maximumPerSecond) {
      throw new AwsError('Throttling', 'Maximum sending rate exceeded.')
    }
  }

  /** What becomes of a message, recipient by recipient. */
  function fatesOf(recipients: string[]): Fates {
    const suppressed = new Set(store.suppressed().map((each) => each.address))
    const fates: Fates = { state: 'delivered', delivered: [], bounced: [], complained: [], suppressed: [] }
    for (const recipient of recipients) {
      const address = plainAddress(recipient)
      const simulated = isSimulated(address) ? address.replace(/[+@].*$/, '') : undefined
      if (suppressed.has(address) || simulated === 'suppressionlist') fates.suppressed.push(recipient)
      else if (simulated === 'bounce') fates.bounced.push(recipient)
      else fates.delivered.push(recipient)
      if (simulated === 'complaint') fates.complained.push(recipient)
    }
    if (fates.complained.length > 0) fates.state = 'complained'
    else if (fates.delivered.length > 0) fates.state = 'delivered'
    else fates.state = fates.bounced.length > 0 ? 'bounced' : 'suppressed'
    return fates
  }

  function eventsOf(entry: MailEntry, fates: Fates): MailEvent[] {
    const about = (type: MailEventType, recipients: string[], cause?: BounceCause): MailEvent[] =>
      recipients.length === 0 ? [] : event(type, entry, recipients, cause)
    return [
      ...about('send', entry.to),
      ...about('delivery', fates.delivered),
      ...about('bounce', fates.bounced),
      ...about('bounce', fates.suppressed, 'suppressed'),
      ...about('complaint', fates.complained),
    ]
  }

  function event(
    type: MailEventType,
    entry: MailEntry,
    recipients: string[],
    cause?: BounceCause,
  ): MailEvent[] {
    const destinations = setOf(entry)?.destinations ?? []
    return destinations
      .filter(({ types }) => types.has(type))
      .map(({ topicArn }) => ({ topicArn, message: mailEvent(type, entry, recipients, clock.now(), cause) }))
  }

  function setOf(entry: MailEntry): ConfigurationSet | undefined {
    return entry.configurationSet === undefined ? undefined : sets.get(entry.configurationSet)
  }

  function suppress(entry: MailEntry, address: string, reason: 'BOUNCE' | 'COMPLAINT'): void {
    if (setOf(entry)?.suppressedReasons.has(reason) ?? true) store.suppress(address, reason, clock.now())
  }

  function comesBack(id: number, type: 'bounce' | 'complaint'): void {
    const entry = store.find(id)
    if (entry === undefined) throw new Error(`There is no mail ${id}.`)
    store.mark(id, type === 'bounce' ? 'bounced' : 'complained', event(type, entry, entry.to))
    for (const address of entry.to) suppress(entry, address, type === 'bounce' ? 'BOUNCE' : 'COMPLAINT')
    publishAll()
  }

  function publishAll(): void {
    if (publishing !== undefined || stopped) return
    publishing = publishInOrder().finally(() => {
      publishing = undefined
      clock.changed()
    })
  }

  async function publishInOrder(): Promise<void> {
    for (let next = store.nextEvent(); next !== undefined && !stopped; next = store.nextEvent()) {
      try {
        await parts.publish(next.topicArn, next.message)
      } catch (error) {
        ground.log(`A mail event could not be published: ${error instanceof Error ? error.message : error}`)
      }
      store.eventDone(next.id)
    }
  }

  const busy = (): boolean => publishing !== undefined
  clock.register({ name: 'mail events', next: () => undefined, fire: async () => {}, busy })
  // What a kill left unpublished, once everything that hears it is there.
  if (store.hasEvents()) setImmediate(publishAll)

  return {
    endpoint: { service: 'ses', handle },
    list: (filter) => store.list(filter),
    async read(id) {
      const entry = store.find(id)
      if (entry === undefined) return undefined
      return { ...(await readMail(await readFile(pathOf(entry.messageId)))), ...entry }
    },
    bounce: (id) => comesBack(id, 'bounce'),
    complain: (id) => comesBack(id, 'complaint'),
    suppressed: () => store.suppressed(),
    unsuppress: (address) => store.unsuppress(address),
    busy,
    async stop() {
      stopped = true
      await publishing
    },
  }
}

interface Fates {
  state: MailEntry['state']
  delivered: string[]
  bounced: string[]
  complained: string[]
  suppressed: string[]
}

/** SES's mailbox simulator: bounce@, complaint@, success@, suppressionlist@, each also with +label. */
function isSimulated(address: string): boolean {
  return plainAddress(address).endsWith('@simulator.amazonses.com')
}

async function envelopeOf(
  request: MailRequest,
  file: Buffer,
): Promise<{ from: string; to: string[]; subject: string }> {
  if (request.kind === 'composed') {
    const { source, to, cc, bcc, subject } = request
    return { from: source, to: [...to, ...cc, ...bcc], subject }
  }
  const { from, to, subject } = await readMail(file)
  return {
    from: request.source ?? from,
    to: request.destinations.length > 0 ? request.destinations : to,
    subject,
  }
}
