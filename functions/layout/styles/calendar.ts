/** The months of a plan: a table of seven columns with room for words, a list of days on a phone. */
export const calendar = `
.calendar { margin-block: var(--step-5); }
.calendar-legend, .day-list, .marks { list-style: none; padding: 0; }
.calendar-legend li { display: flex; align-items: baseline; gap: var(--step-3); margin: 0 0 var(--step-1); }
.calendar-legend svg { flex: none; }
.window.selfAssessment { fill: var(--accent); }
.window.peerInput { fill: var(--good); }
.window.supervisorRating { fill: var(--attention); }
.window.signatures { fill: var(--ink-quiet); }
.month { width: 100%; table-layout: fixed; border-collapse: collapse; margin-block: var(--step-5); background: var(--surface); }
.month caption { padding-bottom: var(--step-2); text-align: left; font-weight: 620; font-size: var(--middle); }
.month th { padding: var(--step-1) var(--step-2); text-align: left; font-size: var(--small); font-weight: 600; color: var(--ink-quiet); }
.month td { height: 5rem; padding: var(--step-2); vertical-align: top; border: 1px solid var(--line); overflow-wrap: anywhere; }
.month td.off { background: var(--quiet-ground); }
.month td.outside { background: none; border-color: transparent; }
.day-number { display: block; color: var(--ink-quiet); font-variant-numeric: tabular-nums; font-size: var(--small); }
.windows { display: block; margin-block: var(--step-1); }
.marks { margin: 0; font-size: 0.8125rem; line-height: 1.3; }
.mark { margin: 0 0 2px; padding-left: var(--step-2); border-left: 3px solid var(--line); }
.mark.launch, .mark.release, .mark.close { border-color: var(--accent); font-weight: 620; }
.mark.lastDay { border-color: var(--attention); font-weight: 620; }
.mark.holiday { border-color: var(--good); }
.mark.reminder, .mark.graceEnds { color: var(--ink-quiet); }
.day-list { display: none; }
.day-list li { margin: 0; }
.day-list > li { padding-block: var(--step-3); border-top: 1px solid var(--line); }
.day-list .marks { font-size: 1rem; margin-top: var(--step-1); }

@media (max-width: 56rem) {
  .month { display: none; }
  .day-list { display: block; }
}
@media (forced-colors: active) { .window { fill: CanvasText; } }
@media print {
  .month { display: table; break-inside: avoid; }
  .month td { height: 3.2rem; padding: 3px; border-color: #999; }
  .month td.off { background: #eee; print-color-adjust: exact; }
  .marks { font-size: 7pt; }
  .day-list { display: none; }
}
`
