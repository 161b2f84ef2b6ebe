/** Earlier and later pages of a list. The addresses carry whatever the list goes on from. */
export function Pagination(props: {
  label: string
  /** Such as "Rows 51 to 100". */
  here?: string
  previousHref?: string | undefined
  nextHref?: string | undefined
}) {
  if (props.previousHref === undefined && props.nextHref === undefined) return null
  return (
    <nav class="pagination" aria-label={props.label}>
      {props.here && <span>{props.here}</span>}
      {props.previousHref && (
        <a rel="prev" href={props.previousHref}>
          Previous page
        </a>
      )}
      {props.nextHref && (
        <a rel="next" href={props.nextHref}>
          Next page
        </a>
      )}
    </nav>
  )
}
