import { type Page, UnexpectedPage } from './demo/visitor.ts'
import type { HrUser } from './hr-user.ts'
import { one, wordsOf } from './signed-in-user.ts'

type Fields = Readonly<Record<string, string | readonly string[]>>

/** Starts a plan from the template that the page suggests. @returns the draft's id. */
export async function startDraft(hr: HrUser, fields: Fields = {}): Promise<string> {
  const start = await hr.open('/hr/cycles/new')
  const made = await hr.press(start, one(start, 'form[action="/hr/cycles"] button'), fields)
  const cycleId = /^\/hr\/cycles\/(cyc_\w+)/.exec(made.url.pathname)?.[1]
  if (made.status !== 200 || cycleId === undefined) {
    throw new UnexpectedPage(`The plan ended on ${made.url.pathname} with ${made.status}: ${wordsOf(made)}`)
  }
  return cycleId
}

/** Opens one part of a draft. */
export async function openPart(hr: HrUser, cycleId: string, part: string): Promise<Page> {
  return hr.open(`/hr/cycles/${cycleId}/plan/${part}`)
}

/** Fills in one part of a draft and saves it. */
export async function savePart(hr: HrUser, cycleId: string, part: string, fields: Fields): Promise<void> {
  const page = await openPart(hr, cycleId, part)
  const path = `/hr/cycles/${cycleId}/plan/${part}`
  const saved = await hr.press(page, one(page, `form[action="${path}"] button[value=save]`), fields)
  if (saved.status !== 200 || !saved.url.searchParams.has('saved')) {
    throw new UnexpectedPage(`Saving ${part} ended with ${saved.status}: ${wordsOf(saved)}`)
  }
}
