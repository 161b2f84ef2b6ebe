import { createHash } from 'node:crypto'

/** What a room's pages run in the browser. They all work without it. */
export interface ClientScript {
  text: string
  /** Its name below `<prefix>/assets/`: changes with every change of the text, so that browsers may keep it for ever. */
  file: string
}

/** @param text what `import … from './client/<room>.ts?script'` gives. */
export function clientScript(text: string): ClientScript {
  return { text, file: `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.js` }
}
