/** What somebody wrote, as they wrote it: line breaks kept, long words broken, right-to-left where it is. */
export function Words(props: { children: string; by?: string }) {
  return (
    <figure class="words">
      <blockquote dir="auto">{props.children}</blockquote>
      {props.by && <figcaption>{props.by}</figcaption>}
    </figure>
  )
}
