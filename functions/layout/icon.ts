import { createHash } from 'node:crypto'

/** The mark: one stroke for each of the two who sign. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1f4e79"/><path d="M7 17l5 5L20 9" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/><path d="M15 19l3 3 7-12" fill="none" stroke="#9cc7ee" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>
`

/** Its name below `<prefix>/assets/`. */
export const iconFile = `${createHash('sha256').update(icon).digest('hex').slice(0, 16)}.svg`
