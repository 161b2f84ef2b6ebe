/** Where this page stands, from the top down; the page itself comes last and is no link. */
export function Breadcrumbs(props: { trail: readonly { label: string; href: string }[]; current: string }) {
  return (
    <nav class="breadcrumbs" aria-label="Breadcrumbs">
      <ol>
        {props.trail.map(({ label, href }) => (
          <li key={href}>
            <a href={href}>{label}</a>
          </li>
        ))}
        <li aria-current="page">{props.current}</li>
      </ol>
    </nav>
  )
}
