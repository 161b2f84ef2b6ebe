/** The parts of a plan, side by side, each a page of its own; and what two people wrote, beside each other. */
export const planSteps = `
.plan-steps ol { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: var(--step-2); margin-bottom: var(--step-5); }
.plan-steps li { margin: 0; }
.plan-steps a { display: inline-flex; align-items: center; min-height: 44px; padding: 0 var(--step-4); border: 1px solid var(--line); border-radius: 99px; background: var(--surface); text-decoration: none; }
.plan-steps a[aria-current] { border-color: var(--accent); background: var(--accent-ground); font-weight: 620; }
.plan-steps .wrong a { border-color: var(--bad); color: var(--bad); }
.mail-text { white-space: pre-wrap; overflow-wrap: anywhere; padding: var(--step-4); background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); font: inherit; }
@media print { .plan-steps { display: none; } }
`
