import { type CheckOutcome, checkOutcome } from '../../trail/verify/check-outcome.ts'
import type { VerifyReport } from '../../trail/verify/report.ts'

/** Says in words what a verification found. All text goes in as text: what a log says is no markup. */
export function showReport(target: HTMLElement, report: VerifyReport): void {
  const { ok, size, origin, checks, problems, notes } = report
  const notice = part('section', ok ? 'notice good' : 'notice bad')
  notice.append(
    part('p', 'notice-title', ok ? 'Verified: all of it holds' : 'Not verified'),
    part(
      'p',
      '',
      size === null
        ? 'There is no checkpoint that can be believed.'
        : `The log ${origin} with ${size} ${size === 1 ? 'entry' : 'entries'}.`,
    ),
  )
  target.replaceChildren(notice)
  if (problems.length > 0) {
    const list = document.createElement('ul')
    for (const { where, sentence } of problems) {
      const item = part('li')
      item.append(part('code', '', where), ': ', sentence)
      list.append(item)
    }
    notice.append(list)
  }
  // Beside the verdict and no smaller: whoever reads the one must not miss the other.
  if (notes.length > 0) {
    const limits = part('section', 'notice attention')
    limits.append(part('p', 'notice-title', 'What this does not show, and what to know'))
    for (const note of notes) limits.append(part('p', '', note))
    target.append(limits)
  }
  const list = document.createElement('ul')
  for (const check of checks)
    list.append(part('li', '', `${outcomes[checkOutcome(check, report)]}: ${check.name} (${check.count})`))
  target.append(part('h2', '', 'What was checked'), list)
}

const outcomes: Readonly<Record<CheckOutcome, string>> = {
  holds: 'Holds',
  failed: 'Does not hold',
  'not reached': 'Not reached',
  'nothing to check': 'None here',
}

/** For what keeps a verification from ending: a key that is none, a browser that lacks something. */
export function showTrouble(target: HTMLElement, sentence: string): void {
  const notice = part('section', 'notice bad')
  notice.append(part('p', 'notice-title', 'Not verified'), part('p', '', sentence))
  target.replaceChildren(notice)
}

function part(name: string, className = '', text = ''): HTMLElement {
  const element = document.createElement(name)
  if (className !== '') element.className = className
  element.textContent = text
  return element
}
