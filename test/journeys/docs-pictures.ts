/** The ten main pages in the documentation: the page's name on the tour, its file in `docs/screenshots`, and where it is seen. */
export const docsPictures: ReadonlyMap<string, { file: string; device: 'phone' | 'desk' }> = new Map([
  ['hr-today-with-trouble', { file: 'hr-today.png', device: 'desk' }],
  ['hr-import-changes', { file: 'hr-import.png', device: 'desk' }],
  ['hr-plan-calendar', { file: 'hr-plan.png', device: 'desk' }],
  ['hr-rehearsal', { file: 'hr-rehearsal.png', device: 'desk' }],
  ['hr-cycle-answered', { file: 'hr-cycle.png', device: 'desk' }],
  ['hr-results', { file: 'hr-results.png', device: 'desk' }],
  ['my-waiting', { file: 'my-waiting.png', device: 'phone' }],
  ['my-rating', { file: 'my-rating.png', device: 'desk' }],
  ['my-sign-with-code', { file: 'my-sign.png', device: 'phone' }],
  ['audit-review', { file: 'audit-review.png', device: 'desk' }],
])
