import type { ComponentChildren } from 'preact'

/** Where a list would stand: why it is empty, and what to do first. */
export function EmptyState(props: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{props.title}</p>
      {props.children}
    </div>
  )
}
