import { HR_IN_YOUR_COMPANY } from '../domain/help-contact.ts'
import { oneLine, paint, renderMail } from './mail-page.tsx'
import type { Message } from './send-email.ts'

export interface CodeMailProps {
  name: string
  cycleName: string
  /** Six digits. */
  code: string
  recordCount: number
  /** Whom to ask; completes “Ask …”. */
  helpContact?: string
}

/** The six digits that authorize a signature. They stand in the body only: subjects show on locked screens. */
export function composeCode(props: CodeMailProps): Message {
  const cycleName = oneLine(props.cycleName)
  const what = props.recordCount === 1 ? 'one review' : `${props.recordCount} reviews`
  const words = {
    greeting: `Hello ${oneLine(props.name)},`,
    opening: `this is your code to sign ${what} in “${cycleName}”:`,
    code: props.code,
    limits:
      'It is valid for 10 minutes and works once. Type it on the page where you asked for it, below your name.',
    never:
      'Never give it to anybody, not to HR and not to your supervisor: with it, they could sign in your name. If you did not ask for it, do nothing and tell HR.',
    help: `Is something wrong? Ask ${oneLine(props.helpContact ?? HR_IN_YOUR_COMPANY)}.`,
  }
  const subject = `${cycleName}: your code to sign ${what}`
  return {
    subject,
    html: renderMail(subject, <CodeMail {...words} />),
    text: `${[words.greeting, words.opening, words.code, words.limits, words.never, words.help].join('\n\n')}\n`,
  }
}

function CodeMail(props: {
  greeting: string
  opening: string
  code: string
  limits: string
  never: string
  help: string
}) {
  return (
    <>
      <p style={paint.text}>{props.greeting}</p>
      <p style={paint.text}>{props.opening}</p>
      <p style={paint.code}>{props.code}</p>
      <p style={paint.text}>{props.limits}</p>
      <p class="quiet" style={paint.quiet}>
        {props.never}
      </p>
      <p class="quiet" style={paint.quiet}>
        {props.help}
      </p>
    </>
  )
}
