import type { Message } from './send-email.ts'

export interface CodeMailProps {
  name: string
  cycleName: string
  /** Six digits. */
  code: string
  recordCount: number
}

export function composeCode(props: CodeMailProps): Message {
  return { subject: props.cycleName, html: props.code, text: props.code }
}
