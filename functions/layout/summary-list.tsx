import type { ComponentChildren } from 'preact'

/** Facts about one thing: term, value and, where it can be changed, the link that does. */
export function SummaryList(props: {
  rows: readonly {
    term: string
    value: ComponentChildren
    /** `about` completes the link's name for screen readers: "Change" + "the due date". */
    action?: { label: string; about: string; href: string }
  }[]
}) {
  return (
    <dl class="summary">
      {props.rows.map(({ term, value, action }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
          {action && (
            <dd class="summary-action">
              <a href={action.href}>
                {action.label}
                <span class="visually-hidden"> {action.about}</span>
              </a>
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}
