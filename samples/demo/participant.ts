import type { HTMLElement } from 'node-html-parser'
import { answerQuestions } from './fill-form.ts'
import type { Mail } from './local-cloud.ts'
import { NotReached, type Page, UnexpectedPage, Visitor } from './visitor.ts'

/** What one simulated person has done, for the report. */
export interface Deeds {
  submitted: number
  signed: number
  /** How often the cloud went down while they were at it: what they sent last may have been kept without an answer. */
  interrupted: number
}

/** How long somebody looks at the inbox for a code before asking for another. */
const CODE_PATIENCE_MS = 30_000
/** The page allows a new code every half minute of the cloud's time. */
const SEND_AGAIN_TRIES = 6

/**
 * Somebody with a mailbox and a browser. They do what their mails ask: open the link, fill in each form that waits, sign
 * with the mailed code.
 */
export class SimulatedParticipant {
  readonly deeds: Deeds = { submitted: 0, signed: 0, interrupted: 0 }
  private visitor = new Visitor()
  private newestCode: string | undefined
  private codeCame: (() => void) | undefined
  private readonly chance: () => number
  private readonly whenBack: () => Promise<void>

  /** @param whenBack waits until the cloud answers again after it has gone down. */
  constructor(chance: () => number, whenBack: () => Promise<void>) {
    this.chance = chance
    this.whenBack = whenBack
  }

  receiveCode(code: string): void {
    this.newestCode = code
    this.codeCame?.()
  }

  /** Does all that a mail's link leads to. When the cloud goes down, starts over from the link, as people do. */
  async follow(link: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.doWhatWaits(link)
        return
      } catch (error) {
        if (!(error instanceof NotReached) || tries >= 50) throw error
        this.deeds.interrupted += 1
        await this.whenBack()
        this.visitor = new Visitor()
      }
    }
  }

  private async doWhatWaits(link: string): Promise<void> {
    for (let rounds = 0; rounds < 200; rounds += 1) {
      const home = await this.visitor.open(rounds === 0 ? link : new URL('/my', link))
      if (home.status !== 200) throw new UnexpectedPage(`A mailed link answered ${home.status}`)
      const steps = linksToWhatWaits(home, '/my/steps/')
      const [next] = steps
      if (next !== undefined) await this.answer(await this.visitor.open(next))
      else if (linksToWhatWaits(home, '/my/sign').length > 0) await this.sign(new URL('/my/sign', home.url))
      else return
    }
    throw new UnexpectedPage('The page of waiting steps never became empty')
  }

  private async answer(page: Page): Promise<void> {
    const form = formWith(page, '[name=intent]')
    const values = answerQuestions(form, this.chance)
    const after = await this.visitor.submit(page, form, values, { name: 'intent', value: 'submit' })
    if (after.status !== 200 || !after.url.pathname.startsWith('/my/receipts/')) {
      throw new UnexpectedPage(
        `A submission ended on ${after.url.pathname} with ${after.status}: ${wordsOf(after)}`,
      )
    }
    this.deeds.submitted += 1
  }

  /** Reads the records, has a code mailed, and signs all of them with name and code. */
  private async sign(address: URL): Promise<void> {
    const reading = await this.visitor.open(address)
    const choices = this.meanings(formWith(reading, 'input[name=record]'))
    const code = await this.askForCode(reading, choices)
    // With a code in hand the page asks for name and code.
    const ready = await this.visitor.open(new URL('/my/sign?code=have', address))
    const form = formWith(ready, 'input[name=typedName]')
    const values = { ...choices, typedName: nameToType(ready), code }
    const after = await this.visitor.submit(ready, form, values)
    if (after.status !== 200 || formsToSign(after) > 0) {
      throw new UnexpectedPage(
        `A signature ended on ${after.url.pathname} with ${after.status}: ${wordsOf(after)}`,
      )
    }
    this.deeds.signed += form.querySelectorAll('input[name=record]').length
  }

  /** Nine in ten agree; the tenth signs with disagreement and says why. */
  private meanings(form: HTMLElement): Record<string, string> {
    const choices = form.querySelectorAll('input[type=radio]').map((radio) => radio.getAttribute('value'))
    const name = form.querySelector('input[type=radio]')?.getAttribute('name')
    if (name === undefined) return {}
    const disagrees = choices.includes('acknowledged-with-disagreement') && this.chance() < 0.1
    const comment = form.querySelector('textarea[name=comment]')?.getAttribute('name')
    return {
      [name]: disagrees ? 'acknowledged-with-disagreement' : 'acknowledged',
      ...(disagrees && comment !== undefined
        ? { [comment]: 'I see the part about response times differently.' }
        : {}),
    }
  }

  private async askForCode(page: Page, choices: Readonly<Record<string, string>>): Promise<string> {
    const form = formWith(page, 'input[name=record]')
    for (let tries = 0; tries < SEND_AGAIN_TRIES; tries += 1) {
      this.newestCode = undefined
      const sent = await this.visitor.submit(page, form, choices)
      if (sent.status !== 200) throw new UnexpectedPage(`A code was refused: ${wordsOf(sent)}`)
      const code = await this.waitForCode()
      if (code !== undefined) return code
    }
    throw new UnexpectedPage('No code came')
  }

  private async waitForCode(): Promise<string | undefined> {
    if (this.newestCode === undefined) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, CODE_PATIENCE_MS)
        this.codeCame = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return this.newestCode
  }
}

/** What a mail is about, as its reader sees it: a link to follow or a code to type. */
export function contentOf(mail: Mail): { link: string } | { code: string } | undefined {
  const link = /https?:\/\/\S+\/my\/[\w-]{43}/.exec(mail.text)?.[0]
  if (link !== undefined) return { link }
  const code = /\b(\d{6})\b/.exec(mail.text)?.[1]
  return code === undefined ? undefined : { code }
}

/** The links of what waits; what is done and what is no longer asked has links of its own below. */
function linksToWhatWaits(page: Page, path: string): URL[] {
  return page.document
    .querySelectorAll('main .cards a')
    .map((anchor) => new URL(anchor.getAttribute('href') ?? '', page.url))
    .filter((url) => url.pathname.startsWith(path))
}

function formWith(page: Page, selector: string): HTMLElement {
  const form = page.document.querySelectorAll('form').find((one) => one.querySelector(selector) !== null)
  if (form === undefined)
    throw new UnexpectedPage(`No form with ${selector} on ${page.url.pathname}: ${wordsOf(page)}`)
  return form
}

/** The page says in a hint which name stands in the record. */
function nameToType(page: Page): string {
  const hint = /Type it as it stands in the record: (.+)$/
  for (const element of page.document.querySelectorAll('main *')) {
    const name = element.childNodes.length === 1 ? hint.exec(element.textContent.trim())?.[1] : undefined
    if (name !== undefined) return name
  }
  throw new UnexpectedPage('The signing page does not say which name to type')
}

const formsToSign = (page: Page): number => page.document.querySelectorAll('input[name=typedName]').length

function wordsOf(page: Page): string {
  return (page.document.querySelector('main')?.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 300)
}
