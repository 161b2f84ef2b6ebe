/** The way up, above the heading. */
export function BackLink(props: { label: string; href: string }) {
  return (
    <nav class="back" aria-label="Back">
      <a href={props.href}>{props.label}</a>
    </nav>
  )
}
