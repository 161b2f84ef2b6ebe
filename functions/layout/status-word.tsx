/** A state in one or two words. The colour repeats what the word says, it never says it alone. */
export type StatusTone = 'quiet' | 'going' | 'good' | 'attention' | 'bad'

export function StatusWord(props: { tone: StatusTone; children: string }) {
  return <span class={`status ${props.tone}`}>{props.children}</span>
}
