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

export type StackTone = 'done' | 'missed' | 'late' | 'other'

/**
 * Bars of parts that add up, such as what is done, left out and late of a step. The colours only repeat what the words and
 * the table beside the bars say.
 */
export function StackedBars(props: {
  caption: string
  legend: readonly { tone: StackTone; label: string }[]
  bars: readonly {
    label: string
    total: number
    parts: readonly { tone: StackTone; value: number }[]
    text: string
  }[]
}) {
  return (
    <figure class="bars stacks">
      <figcaption>{props.caption}</figcaption>
      <ul class="legend" aria-hidden="true">
        {props.legend.map(({ tone, label }) => (
          <li key={tone}>
            <svg aria-hidden="true" focusable="false" width="12" height="12">
              <rect class={`part ${tone}`} width="12" height="12" rx="3" />
            </svg>
            {label}
          </li>
        ))}
      </ul>
      <dl>
        {props.bars.map(({ label, total, parts, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <svg aria-hidden="true" focusable="false" width="100%" height="14">
                <rect class="bar-ground" width="100%" height="14" rx="3" />
                {placed(parts, total).map(({ tone, x, width }) => (
                  <rect key={tone} class={`part ${tone}`} x={`${x}%`} width={`${width}%`} height="14" />
                ))}
              </svg>
              <span>{text}</span>
            </dd>
          </div>
        ))}
      </dl>
    </figure>
  )
}

/** Where each part of a bar begins and how wide it is, in percent. */
function placed(parts: readonly { tone: StackTone; value: number }[], total: number) {
  let before = 0
  return parts
    .filter(({ value }) => value > 0)
    .map(({ tone, value }) => {
      const x = percentOf(before, total)
      before += value
      return { tone, x, width: Math.round((percentOf(before, total) - x) * 10) / 10 }
    })
}

/** Upright columns over the levels of a scale, each with its number above: the shape of a distribution at a glance. */
export function Columns(props: {
  caption: string
  columns: readonly { label: string; value: number; text?: string }[]
}) {
  const most = Math.max(1, ...props.columns.map(({ value }) => value))
  return (
    <figure class="columns">
      <figcaption>{props.caption}</figcaption>
      <dl>
        {props.columns.map(({ label, value, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <span>{text ?? value}</span>
              <svg aria-hidden="true" focusable="false" width="100%" height="120">
                <rect
                  class="bar"
                  x="12%"
                  width="76%"
                  y={120 - Math.round((value / most) * 116)}
                  height={Math.round((value / most) * 116)}
                  rx="3"
                />
                <rect class="bar-ground" y="118" width="100%" height="2" />
              </svg>
            </dd>
          </div>
        ))}
      </dl>
    </figure>
  )
}
