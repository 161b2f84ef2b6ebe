/** One name, three spellings: `OpenTheCycle` in the definition, `openTheCycle` in the bundle, `open-the-cycle.ts` on disk. */
export function exportNameOf(placeholder: string): string {
  return placeholder.charAt(0).toLowerCase() + placeholder.slice(1)
}

/** `OpenTheCycle` → `open-the-cycle`. */
export function fileNameOf(placeholder: string): string {
  return placeholder.replace(/(?<!^)(?=[A-Z])/g, '-').toLowerCase()
}

/** `open-the-cycle` → `OpenTheCycle`. */
export function placeholderOf(fileName: string): string {
  return fileName.replace(/(?:^|-)([a-z])/g, (_, first: string) => first.toUpperCase())
}

/**
 * The names that a bundled CommonJS file exports, read from the list that esbuild writes for Node's own benefit
 * (`0 && (module.exports = {...})`), without running the bundle.
 */
export function exportsOf(bundleText: string): string[] {
  const list = /0 && \(module\.exports = \{([^}]*)\}\)/.exec(bundleText)?.[1] ?? ''
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
