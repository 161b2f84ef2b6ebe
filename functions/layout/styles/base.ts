/**
 * Colours are names for what they do; each pair that carries text has a contrast of at least 4.5 to 1
 * and each border of a control 3 to 1, by daylight and in the dark. No font, image or script of anybody else.
 */
export const base = `
:root {
  color-scheme: light dark;
  --ground: #f6f5f2;
  --surface: #ffffff;
  --ink: #1b2430;
  --ink-quiet: #55606d;
  --line: #dedbd4;
  --control: #7b8591;
  --accent: #1f4e79;
  --accent-strong: #163a5b;
  --on-accent: #ffffff;
  --accent-ground: #eaf1f8;
  --good: #1c6440;
  --good-ground: #e6f3eb;
  --attention: #7a4b00;
  --attention-ground: #fcf1db;
  --bad: #a3271f;
  --bad-ground: #fceceb;
  --quiet-ground: #eceae5;
  --focus: #b35900;
  --radius: 10px;
  --radius-small: 6px;
  --step-1: 0.25rem;
  --step-2: 0.5rem;
  --step-3: 0.75rem;
  --step-4: 1rem;
  --step-5: 1.5rem;
  --step-6: 2.25rem;
  --step-7: 3.5rem;
  --small: 0.9rem;
  --middle: 1.1875rem;
  --large: 1.4375rem;
  --huge: clamp(1.625rem, 1.35rem + 1.4vw, 2.125rem);
  --reading-width: 42rem;
  --page-width: 72rem;
}

@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161c;
    --surface: #1a2029;
    --ink: #e7eaee;
    --ink-quiet: #a7b0bc;
    --line: #333c48;
    --control: #77828f;
    --accent: #9cc7ee;
    --accent-strong: #c4e0f8;
    --on-accent: #10202f;
    --accent-ground: #1b2b3b;
    --good: #8ed3ab;
    --good-ground: #17301f;
    --attention: #f0c271;
    --attention-ground: #352910;
    --bad: #f5a39b;
    --bad-ground: #3d1d1b;
    --quiet-ground: #29313b;
    --focus: #ffb454;
  }
}

*, *::before, *::after { box-sizing: border-box; }

html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: var(--step-5); }

body {
  margin: 0;
  min-height: 100vh;
  min-height: 100dvh;
  display: flex;
  flex-direction: column;
  background: var(--ground);
  color: var(--ink);
  font: 400 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
  overflow-wrap: break-word;
}

h1, h2, h3 { margin: 0; line-height: 1.22; text-wrap: balance; letter-spacing: -0.011em; }
h1 { font-size: var(--huge); font-weight: 680; margin-bottom: var(--step-5); }
h2 { font-size: var(--large); font-weight: 660; margin: var(--step-6) 0 var(--step-3); }
h3 { font-size: var(--middle); font-weight: 650; margin: var(--step-5) 0 var(--step-2); }
p, ul, ol, dl, figure, table, fieldset { margin: 0 0 var(--step-4); }
ul, ol { padding-left: 1.35rem; }
li + li { margin-top: var(--step-1); }
p, li, dd { text-wrap: pretty; }
small, .quiet { color: var(--ink-quiet); font-size: var(--small); }
.lead { font-size: var(--middle); line-height: 1.5; color: var(--ink); }
code { font: 0.92em ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.exact { white-space: nowrap; overflow-wrap: normal; }
.copyable { user-select: all; }
.signed-note { margin: 0 0 var(--step-4); padding: var(--step-4); background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); font: 0.9rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; text-wrap-style: balance; user-select: all; }
hr { border: 0; border-top: 1px solid var(--line); margin: var(--step-6) 0; }

a { color: var(--accent); text-underline-offset: 0.18em; text-decoration-thickness: 1px; }
a:hover { color: var(--accent-strong); text-decoration-thickness: 2px; }

:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }

.visually-hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  margin: -1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

.skip-link { position: absolute; left: var(--step-4); top: -6rem; z-index: 1; padding: var(--step-3) var(--step-4); background: var(--surface); border-radius: var(--radius-small); }
.skip-link:focus { top: var(--step-2); }

/* Header, frame and footer */
.site-header { background: var(--surface); border-bottom: 1px solid var(--line); }
.site-bar, .site-header nav ul, .frame, .site-footer p { width: 100%; max-width: var(--page-width); margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2rem); }
.site-bar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--step-1) var(--step-5); padding-block: var(--step-2); }
.site-name { display: inline-flex; align-items: baseline; flex-wrap: wrap; gap: 0 0.6rem; min-height: 44px; padding-block: 0.55rem; color: var(--ink); text-decoration: none; }
.site-name strong { font-weight: 720; letter-spacing: -0.02em; font-size: var(--middle); }
.site-name:hover { color: var(--accent); }
.room-name { color: var(--ink-quiet); }
.account { display: flex; align-items: center; gap: var(--step-1) var(--step-4); flex-wrap: wrap; font-size: var(--small); }
.account p { margin: 0; overflow-wrap: anywhere; }
.account-label { color: var(--ink-quiet); }
.account .button { font-size: inherit; }
.site-header nav ul { display: flex; flex-wrap: wrap; gap: 0 var(--step-5); margin-block: 0; list-style: none; }
.site-header nav li { margin: 0; }
.site-header nav a { display: flex; align-items: center; min-height: 44px; padding-block: var(--step-2); color: var(--ink-quiet); text-decoration: none; border-bottom: 3px solid transparent; font-weight: 550; }
.site-header nav a:hover { color: var(--ink); border-color: var(--line); }
.site-header nav a[aria-current] { color: var(--accent); border-color: var(--accent); }
.frame { flex: 1; padding-block: var(--step-6) var(--step-7); }
.frame:not(.wide) > * { max-width: var(--reading-width); }
.frame.wide main > p, .frame.wide main > form:not(:has(.table)) { max-width: var(--reading-width); }
.site-footer { border-top: 1px solid var(--line); color: var(--ink-quiet); font-size: var(--small); }
.site-footer p { margin-block: var(--step-4); }

.back { margin-bottom: var(--step-3); }
.back a { display: inline-flex; align-items: center; gap: 0.4rem; min-height: 44px; }
.back a::before { content: "\\2190" / ""; }
.breadcrumbs { font-size: var(--small); margin-bottom: var(--step-4); }
.breadcrumbs ol { display: flex; flex-wrap: wrap; list-style: none; padding: 0; margin: 0; color: var(--ink-quiet); }
.breadcrumbs li { margin: 0; }
.breadcrumbs li + li::before { content: "/" / ""; margin-inline: 0.6rem; color: var(--control); }

/* Buttons */
.button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  min-height: 44px;
  padding: 0.55rem 1.15rem;
  border: 1px solid transparent;
  border-radius: var(--radius-small);
  font: inherit;
  font-weight: 620;
  line-height: 1.3;
  text-align: center;
  text-decoration: none;
  cursor: pointer;
  transition: background-color 120ms, border-color 120ms;
}
.button.primary { background: var(--accent); color: var(--on-accent); }
.button.primary:hover { background: var(--accent-strong); color: var(--on-accent); }
.button.secondary { background: var(--surface); color: var(--accent); border-color: var(--control); }
.button.secondary:hover { border-color: var(--accent); background: var(--accent-ground); }
.button.danger { background: var(--surface); color: var(--bad); border-color: var(--bad); }
.button.danger:hover { background: var(--bad-ground); }
.button.quiet { padding-inline: 0; background: none; color: var(--accent); font-weight: 500; text-decoration: underline; text-underline-offset: 0.18em; text-decoration-thickness: 1px; }
.button.quiet:hover { color: var(--accent-strong); text-decoration-thickness: 2px; }
.button-row { display: flex; flex-wrap: wrap; gap: var(--step-3); margin-block: var(--step-5) var(--step-4); }

/* Forms */
main form > .button, fieldset > .button { margin-top: var(--step-3); }
.button-row form > .button { margin-top: 0; }
main > form, main > search { margin-bottom: var(--step-6); }
.field { margin: 0 0 var(--step-5); padding: 0; border: 0; min-width: 0; }
.field > label, .field > legend { display: block; padding: 0; margin-bottom: var(--step-2); font-weight: 620; }
/* A legend that does not float sits on the fieldset's border and pushes it down. */
.field > legend { float: left; width: 100%; }
.field > legend + * { clear: both; }
.optional { font-weight: 400; color: var(--ink-quiet); }
.hint { margin: calc(-1 * var(--step-1)) 0 var(--step-2); color: var(--ink-quiet); font-size: var(--small); }
.error { margin: 0 0 var(--step-2); color: var(--bad); font-weight: 600; }
.has-error { border-left: 4px solid var(--bad); padding-left: var(--step-4); }
input, textarea, select { font: inherit; color: inherit; accent-color: var(--accent); }
input:not([type="radio"], [type="checkbox"], [type="file"]), textarea, select {
  display: block;
  width: 100%;
  min-height: 44px;
  padding: 0.5rem 0.7rem;
  background: var(--surface);
  border: 1px solid var(--control);
  border-radius: var(--radius-small);
}
/* A date or time field is focused part by part, and the browser then sees no :focus-visible on the whole. */
input:is([type="date"], [type="time"]):focus-within { outline: 3px solid var(--focus); }
input:focus-visible, input:is([type="date"], [type="time"]):focus-within, textarea:focus-visible, select:focus-visible { outline-offset: 0; border-color: var(--focus); }
[aria-invalid="true"]:not([type="radio"], [type="checkbox"]) { border-color: var(--bad); border-width: 2px; }
textarea { resize: vertical; line-height: 1.5; }
input.width-short { max-width: 8rem; }
input[type="time"] { width: auto; min-width: 9rem; }
input.width-middle { max-width: 16rem; }
select { width: auto; min-width: min(16rem, 100%); max-width: 100%; }
input[type="file"] { display: block; width: 100%; min-height: 44px; padding: 0.6rem; background: var(--surface); border: 1px dashed var(--control); border-radius: var(--radius-small); }
::file-selector-button { font: inherit; font-weight: 600; margin-right: var(--step-3); padding: 0.3rem 0.8rem; color: var(--accent); background: var(--surface); border: 1px solid var(--control); border-radius: var(--radius-small); cursor: pointer; }

.choice { position: relative; display: flex; align-items: flex-start; }
.choice input { flex: none; width: 1.375rem; height: 1.375rem; margin: 0.7rem 0.75rem 0 0; cursor: pointer; }
.choice label { flex: 1; min-width: 0; min-height: 44px; padding-block: 0.55rem; cursor: pointer; }
.choice label::after { content: ""; position: absolute; inset: 0; }
.choice-label { display: block; }
.choice-hint { display: block; color: var(--ink-quiet); font-size: var(--small); }
.scale .choice { padding-inline: var(--step-4); background: var(--surface); border: 1px solid var(--line); border-top-width: 0; }
.scale .choice:first-of-type { border-top-width: 1px; border-radius: var(--radius) var(--radius) 0 0; }
.scale .choice:last-of-type { border-radius: 0 0 var(--radius) var(--radius); }
.scale .choice:only-of-type { border-radius: var(--radius); }
.scale .choice-label { font-weight: 600; }
.scale .choice:hover { background: var(--accent-ground); }
.scale .choice:has(:checked) { background: var(--accent-ground); box-shadow: inset 4px 0 0 var(--accent); }
.scale .choice:focus-within { outline: 3px solid var(--focus); outline-offset: 0; z-index: 1; }
.scale .choice :focus-visible { outline: none; }
.scale.has-apart .choice:nth-last-of-type(2) { border-radius: 0 0 var(--radius) var(--radius); }
.scale.has-apart .choice:last-of-type { margin-top: var(--step-3); border-top-width: 1px; border-style: dashed; border-radius: var(--radius); }
.scale.has-apart .choice:last-of-type .choice-label { font-weight: 500; }

/* Notices, states, empty places */
.notice { margin-bottom: var(--step-5); padding: var(--step-4) var(--step-5); border-left: 5px solid var(--tone); border-radius: var(--radius-small); background: var(--tone-ground); }
.notice > :last-child { margin-bottom: 0; }
.notice h2, .notice-title { margin: 0 0 var(--step-2); font-size: 1.0625rem; font-weight: 650; color: var(--tone); }
.notice.bad a { color: var(--bad); font-weight: 600; }
.info { --tone: var(--accent); --tone-ground: var(--accent-ground); }
.good { --tone: var(--good); --tone-ground: var(--good-ground); }
.attention { --tone: var(--attention); --tone-ground: var(--attention-ground); }
.bad { --tone: var(--bad); --tone-ground: var(--bad-ground); }
.status { display: inline-block; padding: 0.08rem 0.6rem; border-radius: 99px; background: var(--tone-ground); color: var(--tone); font-size: var(--small); font-weight: 600; white-space: nowrap; }
@media (max-width: 40rem) { .status { border-radius: 0.9rem; white-space: normal; } }
.status.quiet { --tone: var(--ink-quiet); --tone-ground: var(--quiet-ground); }
.status.going { --tone: var(--accent); --tone-ground: var(--accent-ground); }
.empty { padding: var(--step-6) var(--step-5); border: 1px dashed var(--control); border-radius: var(--radius); text-align: center; color: var(--ink-quiet); }
.empty > :last-child { margin-bottom: 0; }
.empty-title { color: var(--ink); font-weight: 620; font-size: var(--middle); margin-bottom: var(--step-2); }

/* Cards */
.cards { list-style: none; padding: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--step-3); }
.cards > li { margin: 0; }
.card { position: relative; display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: var(--step-1) var(--step-4); align-items: center; padding: var(--step-4) var(--step-5); background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
.card:hover { border-color: var(--accent); }
.card p { margin: 0; }
.card-title { font-weight: 640; font-size: var(--middle); line-height: 1.35; }
.card-title a { text-decoration: none; }
.card-title a::after { content: ""; position: absolute; inset: 0; border-radius: var(--radius); }
.card-title a:focus-visible { outline: none; }
.card-title a:focus-visible::after { outline: 3px solid var(--focus); outline-offset: 2px; }
.card-detail { grid-column: 1 / -1; color: var(--ink-quiet); }
.card-detail > :last-child { margin-bottom: 0; }

/* Facts and tables */
.summary { border-top: 1px solid var(--line); }
.summary > div { display: grid; grid-template-columns: minmax(9rem, 16rem) minmax(0, 1fr) auto; gap: var(--step-1) var(--step-4); padding-block: var(--step-3); border-bottom: 1px solid var(--line); }
.summary dt { font-weight: 600; }
.summary dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
/* No single letter of a key on a line of its own. */
.summary dd:has(> code:only-child) { text-wrap: balance; }
.table { width: 100%; border-collapse: collapse; background: var(--surface); border-radius: var(--radius); box-shadow: 0 0 0 1px var(--line); overflow: hidden; font-variant-numeric: tabular-nums; }
.table caption { padding-bottom: var(--step-3); text-align: left; font-weight: 620; }
.table th, .table td { padding: 0.7rem var(--step-4); text-align: left; vertical-align: top; }
.table thead th { font-size: var(--small); font-weight: 600; color: var(--ink-quiet); background: var(--quiet-ground); vertical-align: bottom; }
.table tbody th { font-weight: 600; }
.table tbody tr + tr > * { border-top: 1px solid var(--line); }
/* A name without a blank may be longer than a phone is wide. */
.table bdi { overflow-wrap: anywhere; min-width: 0; }
.table .number { text-align: right; }
/* As high as a finger, in a row that is as high as its words. */
.table form > .button { margin-block: calc((1.5em - 44px) / 2); }
.pagination { display: flex; flex-wrap: wrap; align-items: center; gap: var(--step-2) var(--step-5); }
.pagination a { display: inline-flex; align-items: center; min-height: 44px; }

/* Progress and charts */
.progress p { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 var(--step-4); margin: 0 0 var(--step-1); }
.progress-label { font-weight: 600; }
.progress-count { color: var(--ink-quiet); font-variant-numeric: tabular-nums; }
.progress { margin-bottom: var(--step-4); }
progress { display: block; width: 100%; height: 10px; appearance: none; border: 0; border-radius: 5px; background: var(--quiet-ground); overflow: hidden; }
progress::-webkit-progress-bar { background: var(--quiet-ground); }
progress::-webkit-progress-value { background: var(--accent); border-radius: 5px; }
progress::-moz-progress-bar { background: var(--accent); border-radius: 5px; }
.journey { list-style: none; padding: 0; }
.journey li { position: relative; margin: 0; padding: 0 0 var(--step-4) 2.1rem; }
.journey li::before { content: ""; position: absolute; left: 0.25rem; top: 0.3rem; width: 0.95rem; height: 0.95rem; border: 2px solid var(--control); border-radius: 50%; background: var(--ground); z-index: 1; }
.journey li:not(:last-child)::after { content: ""; position: absolute; left: calc(0.725rem - 1px); top: 0.6rem; bottom: -0.4rem; width: 2px; background: var(--line); }
.journey li.done::before { background: var(--good); border-color: var(--good); }
.journey li.now::before { border-color: var(--accent); border-width: 5px; }
.journey li.skipped::before { border-style: dashed; }
.journey-label { font-weight: 600; }
.journey .later .journey-label, .journey .skipped .journey-label { font-weight: 400; color: var(--ink-quiet); }
.journey-state { float: right; font-size: var(--small); color: var(--ink-quiet); margin-left: var(--step-3); }
.journey .now .journey-state { color: var(--accent); font-weight: 600; }
.journey-detail { display: block; color: var(--ink-quiet); font-size: var(--small); }
.bars figcaption { font-weight: 620; margin-bottom: var(--step-3); }
.bars dl { display: grid; grid-template-columns: minmax(7rem, max-content) minmax(4rem, 1fr) max-content; gap: var(--step-2) var(--step-4); }
.bars dl > div, .bars dd { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; align-items: center; }
.bars dd { grid-column: 2 / -1; margin: 0; font-variant-numeric: tabular-nums; }
.bars dd > span { text-align: right; }
.bar-ground { fill: var(--quiet-ground); }
.bar { fill: var(--accent); }

.time-line { list-style: none; padding: 0; counter-reset: entry -1; }
.time-line > li { position: relative; counter-increment: entry; margin: 0; padding: var(--step-3) var(--step-3) var(--step-3) 3.1rem; border-top: 1px solid var(--line); }
.time-line > li:last-child { border-bottom: 1px solid var(--line); }
.time-line > li::before { content: counter(entry) / ""; position: absolute; left: 0; top: 0.85rem; width: 2.35rem; text-align: right; color: var(--ink-quiet); font-variant-numeric: tabular-nums; }
.time-line > li.here { background: var(--accent-ground); box-shadow: inset 4px 0 0 var(--accent); }
.time-line p { margin: 0; }
.time-line-what { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 var(--step-3); font-weight: 600; }
.time-line-when, .time-line-who { color: var(--ink-quiet); font-size: var(--small); overflow-wrap: anywhere; }
.filters { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 0 var(--step-5); align-items: end; }
.filters > .button { justify-self: start; margin-bottom: var(--step-5); }

.measure { max-width: var(--reading-width); }
@media (min-width: 66rem) {
  .side-by-side { display: grid; grid-template-columns: minmax(18rem, 24rem) minmax(0, 1fr); gap: 0 var(--step-6); align-items: start; }
  .side-by-side > section > h2:first-child { margin-top: var(--step-3); }
}

/* What people wrote */
.words blockquote { margin: 0; padding: var(--step-1) 0 var(--step-1) var(--step-4); border-left: 3px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
.words figcaption { margin-top: var(--step-1); padding-left: calc(var(--step-4) + 3px); color: var(--ink-quiet); font-size: var(--small); }
details { margin-bottom: var(--step-4); }
summary { min-height: 44px; padding-block: 0.6rem; color: var(--accent); cursor: pointer; }
details[open] > summary { margin-bottom: var(--step-2); }

@media (max-width: 40rem) {
  .frame { padding-block: var(--step-5) var(--step-6); }
  .button-row .button, main form > .button { width: 100%; }
  .button-row .button.quiet { width: auto; }
  .button-row > form { flex-basis: 100%; }
  .site-header nav ul { gap: 0 var(--step-4); }
  .card { padding: var(--step-4); grid-template-columns: minmax(0, 1fr); }
  .summary > div { grid-template-columns: minmax(0, 1fr) auto; }
  .summary dt { grid-column: 1 / -1; }
  .bars dl { grid-template-columns: minmax(0, 1fr) max-content; gap: var(--step-2) var(--step-3); }
  .bars dt, .bars dd { grid-column: 1 / -1; }
  .bars dt { margin-bottom: calc(-1 * var(--step-2)); }
  .notice { padding: var(--step-3) var(--step-4); }
}

/* A table's rows become cards, its head is still read out. By the room in lines of text, not by the window: who has text twice as large gets cards on a desk. */
main { container: content / inline-size; }
@container content (max-width: 37rem) {
  .table, .table tbody, .table tr, .table caption { display: block; }
  .table { background: none; box-shadow: none; border-radius: 0; overflow: visible; }
  .table thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .table tbody tr { padding: var(--step-3) var(--step-4); background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
  .table tbody tr + tr { margin-top: var(--step-3); }
  .table tbody tr + tr > *, .table tbody tr > * { border: 0; }
  .table tbody th { display: block; padding: var(--step-1) 0 var(--step-2); font-size: var(--middle); }
  .table td, .table td.number { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 var(--step-4); padding: var(--step-1) 0; text-align: left; }
  .table td::before { content: attr(data-heading) / ""; flex: none; max-width: 50%; color: var(--ink-quiet); font-size: var(--small); }
  .table th, .table td { overflow-wrap: anywhere; }
  .table a { max-width: 100%; }
  .table td > .cell { min-width: 0; margin-left: auto; text-align: right; }
  .table td:has(> .cell:empty), .table td:has(> .cell > bdi:only-child:empty) { display: none; }
}

@media (pointer: coarse) {
  main li > a:only-child, .table a, .summary-action a { display: inline-flex; align-items: center; min-height: 44px; }
}

@media (prefers-reduced-motion: reduce) {
  * { transition: none !important; animation: none !important; scroll-behavior: auto !important; }
}

@media (forced-colors: active) {
  .button, .status, .notice { border: 1px solid; }
  .journey li.done::before { background: CanvasText; }
  .bar { fill: Highlight; }
}

@media print {
  :root { --ground: #fff; --surface: #fff; --ink: #000; --ink-quiet: #333; --line: #999; --accent: #000; --quiet-ground: #fff; --accent-ground: #fff; --good: #000; --good-ground: #fff; --attention: #000; --attention-ground: #fff; --bad: #000; --bad-ground: #fff; color-scheme: light; }
  @page { margin: 18mm 16mm; }
  body { font-size: 10.5pt; }
  .skip-link, .site-header nav, .account form, .back, .breadcrumbs, .button, .button-row, .pagination { display: none; }
  .site-header, .site-footer { border-color: #999; }
  .site-bar, .frame, .site-footer p { max-width: none; padding-inline: 0; }
  .frame { padding-block: 1rem; }
  .frame:not(.wide) > * { max-width: none; }
  a { color: inherit; }
  h1, h2, h3, .table caption { break-after: avoid; }
  .table tr, .card, .notice, .summary > div, .choice, .journey li { break-inside: avoid; }
  .table thead { display: table-header-group; }
  .not-printed { display: none; }
  .signature { break-inside: avoid; }
  .signature h3, .signature .summary { margin-top: 0.6rem; }
  .summary { margin-bottom: 0.6rem; }
  .summary > div { padding-block: 0.15rem; grid-template-columns: 9rem minmax(0, 1fr) auto; }
  /* A fingerprint of 64 digits on one line. */
  .summary code { font-size: 0.76em; }
  .side-by-side { display: block; }
  h1 { margin-bottom: 0.6rem; }
  h2 { margin-top: 1.2rem; }
  .time-line > li { break-inside: avoid; }
  .answer { break-inside: avoid; }
  .site-footer { display: none; }
  search { display: none; }
  .status { border: 1px solid #999; padding-block: 0; }
  .notice { margin-bottom: 0.8rem; padding: 0.5rem 1rem; border: 1px solid #999; border-left-width: 5px; }
  .bar { fill: #444; }
  .bar-ground { fill: #ddd; }
  progress, svg { print-color-adjust: exact; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`
