import { chanceFrom } from './chance.ts'
import type { LocalCloud, Mail } from './local-cloud.ts'
import { occasionKey } from './occasion.ts'
import { contentOf, SimulatedParticipant } from './participant.ts'
import { NotReached } from './visitor.ts'

interface Job {
  person: SimulatedParticipant
  address: string
  link: string
}

/**
 * Everybody's mailbox. Reads what came, hands codes to whoever waits for one, and lets people follow their links, so many
 * at a time.
 */
export class Inbox {
  readonly people = new Map<string, SimulatedParticipant>()
  /** Invitations to the launch and the release, by person and occasion. */
  readonly invitations = new Map<string, number>()
  /** Digests of new work and reminders, by person and day. */
  readonly digests = new Map<string, number>()
  readonly problems: string[] = []
  total = 0
  codes = 0
  private last: string | undefined
  private readonly jobs: Job[] = []
  private readonly busyPeople = new Set<SimulatedParticipant>()
  private running = 0
  private readonly cloud: LocalCloud
  private readonly options: { concurrency: number; seed: number; onActed: () => void }

  constructor(cloud: LocalCloud, options: { concurrency: number; seed: number; onActed: () => void }) {
    this.cloud = cloud
    this.options = options
  }

  get idle(): boolean {
    return this.running === 0 && this.jobs.length === 0
  }

  /** Reads the new mails and sets people going. @returns how many there were. */
  async read(): Promise<number> {
    let mails: Mail[]
    try {
      mails = await this.cloud.mailsAfter(this.last)
    } catch (error) {
      if (!(error instanceof NotReached)) throw error
      await this.cloud.reached()
      return 0
    }
    for (const mail of mails) this.deliver(mail)
    this.start()
    return mails.length
  }

  private deliver(mail: Mail): void {
    this.last = mail.id
    this.total += 1
    const address = mail.to[0] ?? ''
    const person = this.personAt(address)
    const content = contentOf(mail)
    if (content === undefined)
      this.problems.push(`A mail to ${address} has neither link nor code: ${mail.subject}`)
    else if ('code' in content) {
      this.codes += 1
      person.receiveCode(content.code)
    } else {
      const { occasion, key } = occasionKey(mail)
      const counted = occasion === 'digest' ? this.digests : this.invitations
      counted.set(`${address} ${key}`, (counted.get(`${address} ${key}`) ?? 0) + 1)
      this.jobs.push({ person, address, link: content.link })
    }
  }

  private personAt(address: string): SimulatedParticipant {
    const known = this.people.get(address)
    if (known !== undefined) return known
    const chance = chanceFrom(this.options.seed + this.people.size)
    const person = new SimulatedParticipant(chance, () => this.cloud.reached())
    this.people.set(address, person)
    return person
  }

  /** Nobody does two things at once, and no more people act together than asked for. */
  private start(): void {
    while (this.running < this.options.concurrency) {
      const index = this.jobs.findIndex((job) => !this.busyPeople.has(job.person))
      const [job] = index < 0 ? [] : this.jobs.splice(index, 1)
      if (job === undefined) return
      this.running += 1
      this.busyPeople.add(job.person)
      void job.person
        .follow(job.link)
        .catch((error: unknown) => this.problems.push(`${job.address}: ${String(error)}`))
        .finally(() => {
          this.running -= 1
          this.busyPeople.delete(job.person)
          this.options.onActed()
          this.start()
        })
    }
  }
}
