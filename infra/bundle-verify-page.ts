import { join } from 'node:path'
import { build } from 'esbuild'

const repository = join(import.meta.dirname, '..')

/** What the auditors' function serves as /audit/verify/page.js; it lies beside its bundle. */
export const VERIFY_PAGE_FILE = 'verify-page.js'

/**
 * Builds the script of the auditors' page that verifies the log in the browser. What knows Node in the trail has a file for
 * browsers beside it, which is taken instead. @returns its size in bytes.
 */
export async function bundleVerifyPage(outDir = join(repository, 'dist')): Promise<number> {
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: ['functions/auditor/client/verify-page.ts'],
    outfile: join(outDir, 'auditor', VERIFY_PAGE_FILE),
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    charset: 'utf8',
    legalComments: 'eof',
    metafile: true,
    logLevel: 'warning',
    plugins: [
      {
        name: 'for-browsers',
        setup: ({ onResolve }) => {
          onResolve({ filter: /\/sha256\.ts$/ }, ({ path, resolveDir }) => ({
            path: join(resolveDir, path.replace(/\.ts$/, '.browser.ts')),
          }))
        },
      },
    ],
  })
  return Object.values(metafile.outputs)[0]?.bytes ?? 0
}
