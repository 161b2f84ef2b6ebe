/**
 * What pages run in the browser is TypeScript like everything else. `import script from './client/hr.ts?script'` gives its
 * text, bundled and minified, so that a room's function serves it from its own code and no file has to lie beside it.
 */
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'

const MARK = '?script'

/** The text of a browser's script and of everything that it imports. The same sources give the same bytes. */
export async function buildClientScript(path: string): Promise<{ text: string; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [path],
    absWorkingDir: join(import.meta.dirname, '..'),
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    charset: 'utf8',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  return { text: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) }
}

/** For esbuild: the import above becomes a module that exports the text. */
export const clientScripts: Plugin = {
  name: 'client-scripts',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /\?script$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.slice(0, -MARK.length)),
      namespace: 'client-script',
    }))
    onLoad({ filter: /.*/, namespace: 'client-script' }, async ({ path }) => ({
      contents: (await buildClientScript(path)).text,
      loader: 'text',
    }))
  },
}

/** The same for the tests, which read the sources without a bundle. */
export const clientScriptsInTests = {
  name: 'client-scripts',
  enforce: 'pre' as const,
  async load(id: string) {
    if (!id.endsWith(MARK)) return undefined
    const { text } = await buildClientScript(id.slice(0, -MARK.length))
    return `export default ${JSON.stringify(text)}`
  },
}
