/** Stacked bars and columns, beside the plain bars of the base. */
export const chartsStyle = `
.legend { display: flex; flex-wrap: wrap; gap: var(--step-1) var(--step-4); margin: 0 0 var(--step-3); padding: 0; list-style: none; font-size: var(--small); color: var(--ink-quiet); }
.legend li { display: inline-flex; align-items: center; gap: 0.4rem; margin: 0; }
.part.done { fill: var(--good); }
.part.missed { fill: var(--control); }
.part.late { fill: var(--bad); }
.part.other { fill: var(--accent); }
.stacks rect.part { stroke: var(--surface); stroke-width: 1; }
.columns dl { display: flex; gap: var(--step-2); align-items: end; margin: 0; }
.columns dl > div { flex: 1 1 0; min-inline-size: 0; display: flex; flex-direction: column-reverse; text-align: center; }
.columns dt { font-size: var(--small); color: var(--ink-quiet); overflow-wrap: anywhere; }
.columns dd { margin: 0; font-variant-numeric: tabular-nums; font-weight: 600; }
.columns svg { display: block; }
.subnav ul { display: flex; flex-wrap: wrap; gap: 0 var(--step-5); margin: 0 0 var(--step-4); padding: 0; list-style: none; border-bottom: 1px solid var(--line); }
.subnav li { margin: 0; }
.subnav a { display: flex; align-items: center; min-height: 44px; border-bottom: 3px solid transparent; text-decoration: none; }
.subnav a[aria-current] { border-color: var(--accent); font-weight: 600; color: var(--ink); }
.filter { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); gap: 0 var(--step-4); align-items: end; }
.filter .field { margin-bottom: var(--step-3); }
.as-of { font-size: var(--small); color: var(--ink-quiet); }
.as-of a { display: inline-flex; align-items: center; min-height: 24px; }
.todo { display: grid; gap: var(--step-2); margin: 0 0 var(--step-5); padding: 0; list-style: none; }
.todo li { margin: 0; padding: var(--step-3) var(--step-4); background: var(--surface); border: 1px solid var(--line); border-inline-start: 4px solid var(--control); border-radius: var(--radius-small); }
.todo li.urgent { border-inline-start-color: var(--bad); }
.todo li.soon { border-inline-start-color: var(--attention); }
.todo p { margin: 0; }
.todo .todo-title { font-weight: 600; }
.todo .todo-title a { display: inline-flex; align-items: center; min-height: 28px; }
.story { margin: 0 0 var(--step-5); padding: 0 0 0 var(--step-4); list-style: none; border-inline-start: 2px solid var(--line); }
.story li { position: relative; margin: 0 0 var(--step-4); break-inside: avoid; }
.story li::before { content: ""; position: absolute; inset-inline-start: calc(-1 * var(--step-4) - 6px); top: 0.45em; inline-size: 10px; block-size: 10px; border-radius: 50%; background: var(--accent); }
.story li.mail::before { background: var(--control); }
.story p { margin: 0; }
.story .story-what { font-weight: 600; }
@media print {
  .subnav, .filter, .as-of a { display: none; }
  .part.missed { fill-opacity: 0.35; }
  .part.late { fill-opacity: 0.65; }
}
`
