import type { ComponentChildren } from 'preact'

/** One primary button per page; `danger` for what cannot be taken back; `quiet` looks like a link. */
export type ButtonKind = 'primary' | 'secondary' | 'danger' | 'quiet'

/** Sends the form it stands in. With name and value, it says which of several buttons was pressed. */
export function Button(props: {
  kind?: ButtonKind
  name?: string
  value?: string
  children: ComponentChildren
}) {
  return (
    <button type="submit" class={`button ${props.kind ?? 'primary'}`} name={props.name} value={props.value}>
      {props.children}
    </button>
  )
}

/** A link that is the main thing to do next, in the shape of a button. */
export function ButtonLink(props: { href: string; kind?: ButtonKind; children: ComponentChildren }) {
  return (
    <a class={`button ${props.kind ?? 'primary'}`} href={props.href}>
      {props.children}
    </a>
  )
}

/** Buttons side by side, below each other on a phone. */
export function ButtonRow(props: { children: ComponentChildren }) {
  return <div class="button-row">{props.children}</div>
}
