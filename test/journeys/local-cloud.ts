import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ServedCloud, serve } from '../local/serve-child.ts'

const assembly = 'cdk.out'

/** A mail as the local inbox gives it to programs. */
export interface Mail {
  id: string
  to: string[]
  from: string
  subject: string
  /** ISO instant, in the cloud's time. */
  date: string
  text: string
  html: string
}

/** The whole synthesized app on a local cloud of its own: fresh data, a free port, a process that the test ends. */
export interface JourneyCloud extends Pick<ServedCloud, 'url' | 'awsUrl'> {
  /** Waits until nothing runs and every queue and stream is drained. */
  settle(): Promise<void>
  /** Moves the clock: to the next thing that falls due, to an ISO instant, or by an ISO span. @returns the new now. */
  advance(destination: { to: string } | { by: string }): Promise<string>
  /** The cloud's time as an ISO instant. */
  now(): Promise<string>
  /** Mails, oldest first; to one address where one is given. */
  mails(to?: string): Promise<Mail[]>
  /** The link in the newest mail to an address that has one. */
  linkFor(address: string): Promise<string>
  /** Ends the process and removes its data, unless they are kept. */
  stop(): Promise<void>
}

/**
 * Starts what `npm run synth` has made.
 * @param kept a directory whose data is used and stays; without it, the data is new and removed at the end.
 * @throws Error with a sentence that says what to do when nothing has been synthesized.
 */
export async function startLocalCloud(kept?: string): Promise<JourneyCloud> {
  if (!existsSync(join(assembly, 'manifest.json'))) {
    throw new Error(
      `There is no synthesized app in ${assembly}: run "npm run synth" first ("npm test" does it by itself).`,
    )
  }
  const dataDir = kept ?? mkdtempSync(join(tmpdir(), 'countersign-journey-'))
  const remove = () => {
    if (kept === undefined) rmSync(dataDir, { recursive: true, force: true })
  }
  const served = await serve(assembly, dataDir).catch((error: unknown) => {
    remove()
    throw error
  })
  const { url, awsUrl } = served

  async function ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(url + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return response.json()
  }
  const mails = async (to?: string) => {
    const query = to === undefined ? '' : `?to=${encodeURIComponent(to)}`
    return (await ask('GET', `/local/inbox.json${query}`)) as Mail[]
  }

  return {
    url,
    awsUrl,
    mails,
    settle: async () => void (await ask('POST', '/local/clock/settle')),
    advance: async (destination) =>
      ((await ask('POST', '/local/clock/advance', destination)) as { now: string }).now,
    now: async () => ((await ask('GET', '/local/clock.json')) as { now: string }).now,
    async linkFor(address) {
      const links = (await mails(address)).flatMap((mail) => linkIn(mail) ?? [])
      const newest = links.at(-1)
      if (newest === undefined) throw new Error(`No mail to ${address} holds a link.`)
      return newest
    },
    async stop() {
      if (served.child.exitCode === null) await served.end('SIGTERM')
      remove()
    },
  }
}

/** The invitation's address in a mail's text part. */
export function linkIn(mail: Pick<Mail, 'text'>): string | undefined {
  return /https?:\/\/\S+\/my\/[\w-]{43}/.exec(mail.text)?.[0]
}

/** The six digits in a mail's text part. */
export function codeIn(mail: Pick<Mail, 'text'>): string | undefined {
  return /^\d{6}$/m.exec(mail.text)?.[0]
}
