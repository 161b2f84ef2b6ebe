/** What scripts add to forms: the question before something final, and the count below a text field. */
export const formCare = `
.ask { width: min(30rem, calc(100vw - 2rem)); margin: auto; padding: var(--step-5); border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); color: var(--ink); }
.ask::backdrop { background: rgb(16 22 30 / 0.55); }
.ask p { margin: 0 0 var(--step-5); font-size: var(--middle); line-height: 1.45; }
.ask .button-row { justify-content: flex-end; margin: 0; }
.count { margin: var(--step-1) 0 0; color: var(--ink-quiet); font-size: var(--small); font-variant-numeric: tabular-nums; }
.count.over { color: var(--bad); font-weight: 600; }
/* Its words stay as dark as they are: the way to the server can be long, and somebody reads them meanwhile. */
form[data-sending] button:not([type="button"]) { border: 1px dashed currentcolor; cursor: progress; }
@media print { .count { display: none; } }
`
