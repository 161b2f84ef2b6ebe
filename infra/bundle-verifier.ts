import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const repository = join(import.meta.dirname, '..')

/** The verifier as auditors keep it: one file that needs nothing but Node. */
export const VERIFIER_FILE = 'countersign-verify.mjs'

/** The Lambdas that hand the verifier out: it lies beside their bundle. */
const handedOutBy = ['auditor', 'participant'] as const

/**
 * Builds `dist/verifier/countersign-verify.mjs` and lays a copy beside the bundles of those who hand it out. Not minified:
 * whoever is to trust it can read it. The same sources give the same bytes, so that its SHA-256 can be compared.
 * @returns its size in bytes.
 */
export async function bundleVerifier(outDir = join(repository, 'dist')): Promise<number> {
  const file = join(outDir, 'verifier', VERIFIER_FILE)
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: ['verifier/countersign-verify.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    charset: 'utf8',
    legalComments: 'eof',
    banner: {
      js: '#!/usr/bin/env node\n// Verifies a sign-off log of Countersign, or an evidence pack, offline: node countersign-verify.mjs --help',
    },
    metafile: true,
    logLevel: 'warning',
  })
  for (const room of handedOutBy)
    if (existsSync(join(outDir, room))) copyFileSync(file, join(outDir, room, VERIFIER_FILE))
  return Object.values(metafile.outputs)[0]?.bytes ?? 0
}
