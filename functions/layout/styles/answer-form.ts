/** The form of a step: outline and material beside it at a desk, one question at a time on a phone. */
export const answerFormStyle = `
.answering { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 var(--step-6); max-width: none; }
.answering > form { min-width: 0; max-width: var(--reading-width); margin-bottom: 0; }
.answering > form > section:first-of-type > h2 { margin-top: 0; }
.answer { margin-bottom: var(--step-6); }
.answer:focus { outline: none; }
.answer > .field { margin-bottom: 0; }
.answer > .field > legend, .answer > .field > label { font-size: var(--middle); line-height: 1.35; }
.outline { margin-bottom: var(--step-5); }
.outline summary { font-weight: 620; }
.outline ol { list-style: none; margin: 0; padding: 0; counter-reset: question; }
.outline li { display: flex; align-items: baseline; gap: var(--step-1) var(--step-3); margin: 0; padding: 0.4rem 0; border-top: 1px solid var(--line); font-size: var(--small); line-height: 1.4; }
.outline a { flex: 1; min-width: 0; color: var(--ink); text-decoration: none; }
.outline a:hover { color: var(--accent); text-decoration: underline; }
.outline-state { flex: none; color: var(--ink-quiet); }
.outline .answered .outline-state { color: var(--good); font-weight: 600; }
.outline .answered .outline-state::before { content: "\\2713\\00a0" / ""; }
.material > h2 { margin-top: var(--step-5); font-size: var(--middle); }
.material h3 { font-size: 1rem; }
.material summary { font-weight: 620; }
.form-bar { display: grid; gap: var(--step-1) var(--step-4); margin-top: var(--step-6); padding: var(--step-4) var(--step-5); background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: 0 6px 24px rgb(16 22 30 / 0.1); }
.form-bar p { margin: 0; }
.form-bar .button-row { margin: var(--step-2) 0 0; }
.answered-count { display: flex; align-items: center; gap: var(--step-3); font-variant-numeric: tabular-nums; font-weight: 600; font-size: var(--small); }
.answered-count progress { flex: 1; max-width: 12rem; }
.saved { color: var(--ink-quiet); font-size: var(--small); font-variant-numeric: tabular-nums; }
.saved[data-kind="saved"] { color: var(--good); }
.saved[data-kind="trouble"] { color: var(--bad); font-weight: 600; }
.step-nav { display: grid; grid-template-columns: 1fr 1fr; gap: var(--step-3); align-items: center; margin-top: var(--step-5); }
.step-nav p { margin: 0; font-size: var(--small); color: var(--ink-quiet); font-variant-numeric: tabular-nums; }
.step-nav .button { grid-row: 2; }
.step-nav .button[hidden] { display: none; }
.step-nav .button.primary { grid-column: 2; }
.stepping:not(.at-the-end):not(:has([data-kind="trouble"])) .form-bar .button-row { display: none; }
.stepping .form-bar { box-shadow: none; margin-top: var(--step-4); padding: var(--step-3) var(--step-4); }
.stepping section > h2 { margin-top: 0; font-size: 1rem; color: var(--ink-quiet); font-weight: 600; }
.stepping .answer { margin-bottom: 0; }
[hidden] { display: none !important; }
.checked { padding: var(--step-4) 0 var(--step-3); border-top: 1px solid var(--line); }
.checked h3 { margin: 0 0 var(--step-1); font-size: 1rem; }
.checked > p, .checked .words { margin-bottom: var(--step-1); }
.checked-change a { display: inline-flex; align-items: center; min-height: 44px; }

/* The record as it is signed: one sheet, so that it is plain where it begins and ends. */
.record { padding: var(--step-5); margin-bottom: var(--step-5); background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
.record > .summary { border-top: 0; }
.record > :last-child { margin-bottom: 0; }

@media (min-width: 66rem) {
  .answering { grid-template-columns: 17rem minmax(0, 1fr); align-items: start; }
  .answering.with-material { grid-template-columns: minmax(0, 26rem) minmax(0, 1fr); }
  .answering-side { position: sticky; top: var(--step-4); max-height: calc(100vh - 2 * var(--step-4)); overflow-y: auto; padding: 0 var(--step-4) var(--step-3); margin-left: calc(-1 * var(--step-4)); scrollbar-width: thin; }
  .form-bar { position: sticky; bottom: var(--step-4); grid-template-columns: minmax(0, 1fr) auto; align-items: center; z-index: 2; }
  .form-bar .button-row { grid-area: 1 / 2 / 3 / 3; margin: 0; }
  .two-texts { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 16rem); gap: var(--step-5); }
  .two-texts > .words { margin: 0; padding: var(--step-4); align-self: start; background: var(--attention-ground); border-radius: var(--radius-small); }
}
@media (max-width: 65.99rem) {
  .two-texts > .words { margin-top: var(--step-4); padding: var(--step-4); background: var(--attention-ground); border-radius: var(--radius-small); }
}
@media (max-width: 40rem) {
  .record { padding: var(--step-4); }
}
@media print {
  .record { padding: 0; border: 0; }
  .outline, .form-bar, .step-nav, .checked-change { display: none; }
  .answering { display: block; }
}
`
