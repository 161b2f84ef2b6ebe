/**
 * Bars with their numbers beside them, so that nothing depends on seeing the bar. Drawn as SVG with attributes: the
 * content security policy allows no inline style.
 */
export function BarList(props: {
  caption: string
  bars: readonly {
    label: string
    value: number
    /** What is shown for the number: "12 of 30", "4.2 (n = 18)". */
    text?: string
  }[]
  /** What a full bar means; the largest value where nothing is said. */
  full?: number
}) {
  const full = props.full ?? Math.max(...props.bars.map((bar) => bar.value), 0)
  return (
    <figure class="bars">
      <figcaption>{props.caption}</figcaption>
      <dl>
        {props.bars.map(({ label, value, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <svg aria-hidden="true" focusable="false" width="100%" height="12">
                <rect class="bar-ground" width="100%" height="12" rx="3" />
                <rect class="bar" width={`${percentOf(value, full)}%`} height="12" rx="3" />
              </svg>
              <span>{text ?? String(value)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </figure>
  )
}

function percentOf(value: number, full: number): number {
  if (full <= 0) return 0
  return Math.round(Math.min(1, Math.max(0, value / full)) * 1000) / 10
}
