import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { NotReached } from './visitor.ts'

const START = fileURLToPath(new URL('../../local/start.ts', import.meta.url))

/** A mail as the inbox shows it. */
export interface Mail {
  id: string
  to: string[]
  subject: string
  text: string
  html: string
  /** When it was sent, in the cloud's time. */
  date: string
}

/**
 * The local cloud as a process of its own, started as `npm start` starts it. When it ends without being asked to, it is
 * started again on the same data.
 */
export class LocalCloud {
  readonly url: string
  restarts = 0
  private child: ChildProcess | undefined
  private stopping = false
  private up = false
  private failed: Error | undefined
  private readonly options: { port: number; data: string; log: (line: string) => void }

  constructor(options: { port: number; data: string; log: (line: string) => void }) {
    this.options = options
    this.url = `http://127.0.0.1:${options.port}`
  }

  async start(): Promise<void> {
    this.launch()
    await this.reached(180_000)
  }

  private launch(): void {
    const { port, data, log } = this.options
    const child = spawn(process.execPath, [START, '--empty', '--port', String(port), '--data', data], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child = child
    child.stdout?.on('data', (chunk: Buffer) => log(chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => log(chunk.toString()))
    child.on('exit', (code, signal) => {
      this.up = false
      if (this.stopping || this.child !== child) return
      if (signal === null && code !== 0) {
        this.failed = new Error(`The local cloud ended with status ${code}; its last words are in the log`)
        return
      }
      this.restarts += 1
      this.launch()
    })
  }

  /** Ends the cloud's process as a power cut would. @returns false while it is only just coming up. */
  kill(): boolean {
    const hit = this.up && (this.child?.kill('SIGKILL') ?? false)
    // Until the next one answers; a second signal to a process that is ending hits nothing.
    this.up = false
    return hit
  }

  async stop(): Promise<void> {
    this.stopping = true
    const child = this.child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    await new Promise<void>((resolve) => {
      child.on('exit', () => resolve())
      child.kill('SIGTERM')
    })
  }

  /** Mails that came after the one with this id, oldest first. */
  async mailsAfter(id: string | undefined): Promise<Mail[]> {
    const query = id === undefined ? '' : `?after=${encodeURIComponent(id)}`
    return (await this.ask('GET', `/local/inbox.json${query}`)) as Mail[]
  }

  /** Resolves when nothing runs any more and every queue and stream is drained. */
  async settle(): Promise<void> {
    await this.ask('POST', '/local/clock/settle', {})
  }

  /** Moves the clock to the next thing that falls due. */
  async advance(): Promise<string> {
    const answer = (await this.ask('POST', '/local/clock/advance', { to: 'next' })) as { now: string }
    return answer.now
  }

  /** Lets so much time pass, e.g. `PT30S`. */
  async pass(span: string): Promise<void> {
    await this.ask('POST', '/local/clock/advance', { by: span })
  }

  async now(): Promise<string> {
    return ((await this.ask('GET', '/local/clock.json')) as { now: string }).now
  }

  async usage(): Promise<UsageRow[]> {
    return (await this.ask('GET', '/local/usage.json')) as UsageRow[]
  }

  async executions(): Promise<ExecutionRow[]> {
    return (await this.ask('GET', '/local/executions.json')) as ExecutionRow[]
  }

  /** Waits until the cloud answers again. */
  async reached(withinMs = 120_000): Promise<void> {
    const end = Date.now() + withinMs
    for (;;) {
      if (this.failed !== undefined) throw this.failed
      try {
        await this.now()
        return
      } catch (error) {
        if (Date.now() > end) throw error
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
    }
  }

  private async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    let response: Response
    const asked = this.child
    try {
      response = await fetch(this.url + path, {
        method,
        ...(body === undefined
          ? {}
          : {
              body: JSON.stringify(body),
              headers: { 'content-type': 'application/json', origin: this.url },
            }),
      })
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
      // An answer that was on its way when the process was killed says nothing of the next one.
      if (this.child === asked && asked?.killed === false) this.up = true
      return await response.json()
    } catch (error) {
      throw error instanceof TypeError ? new NotReached(`${path}: ${error.message}`) : error
    }
  }
}

export interface UsageRow {
  service: string
  resource: string
  unit: string
  amount: number
}

export interface ExecutionRow {
  machine: string
  name: string
  status: string
  transitions: number
  events: number
}
