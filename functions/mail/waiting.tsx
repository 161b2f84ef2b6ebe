import type { StepKind } from '../domain/step.ts'
import type { Message } from './send-email.ts'

/** One thing that waits for the person: about whom (null for themselves) and until when. */
export interface WaitingItem {
  kind: StepKind
  about: string | null
  dueAt: string
}

export interface WaitingMailProps {
  name: string
  cycleName: string
  timeZone: string
  occasion: 'launch' | 'release' | 'digest'
  items: readonly WaitingItem[]
  link: string
}

export function composeWaiting(props: WaitingMailProps): Message {
  return { subject: props.cycleName, html: (<></>) as never, text: props.link }
}
