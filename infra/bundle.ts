/**
 * Turns the rooms that run in Lambda into the bundles that are deployed: one esbuild call for all of them,
 * because twenty separate calls cost thirteen seconds where one costs one.
 *
 * CommonJS with `mainFields: ['module', 'main']`: loading the DynamoDB client that way costs 61-70 ms of cold start,
 * as an ES module 80-90 ms. Not minified: stack traces stay readable without a source map being parsed in production.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type BuildOptions, build, type Metafile } from 'esbuild'
import { bundleRecordPdf, recordPdfApart } from './bundle-record-pdf.ts'
import { bundleVerifier } from './bundle-verifier.ts'
import { bundleVerifyPage } from './bundle-verify-page.ts'
import { clientScripts } from './client-scripts.ts'

/** The rooms of `functions/` that hold Lambda entry points, each becoming `dist/<bundle>/index.js`. */
export const bundles = ['hr', 'participant', 'auditor', 'steps', 'reactions', 'witness'] as const
export type Bundle = (typeof bundles)[number]

const repository = join(import.meta.dirname, '..')

const options = {
  absWorkingDir: repository,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.css': 'text' },
  define: { 'process.env.NODE_ENV': '"production"' },
  charset: 'utf8',
  legalComments: 'none',
  sourcemap: 'linked',
  // The sources are in the repository; without them the maps are a quarter of the size.
  sourcesContent: false,
  logLevel: 'warning',
} satisfies BuildOptions

export interface BundleSize {
  bundle: Bundle
  /** Size of `index.js` in bytes. */
  bytes: number
  /** How many source files went into it. */
  inputs: number
}

/**
 * Bundles the entries below `functionsDir` into `outDir`, which is emptied first. The same sources give the same bytes,
 * so the assets keep their hashes. Throws with the path of the first entry that is missing.
 */
export async function bundle(
  functionsDir = join(repository, 'functions'),
  outDir = join(repository, 'dist'),
): Promise<BundleSize[]> {
  const entries = bundles.map((name) => ({ name, path: join(functionsDir, name, 'handler.ts') }))
  for (const entry of entries)
    if (!existsSync(entry.path))
      throw new Error(
        `Cannot bundle "${entry.name}": its entry ${relative(repository, entry.path)} does not exist.`,
      )
  rmSync(outDir, { recursive: true, force: true })
  const { metafile } = await build({
    ...options,
    entryPoints: entries.map((entry) => ({ in: entry.path, out: join(entry.name, 'index') })),
    outdir: outDir,
    plugins: [recordPdfApart, clientScripts],
    metafile: true,
  })
  await bundleRecordPdf(functionsDir, outDir, options)
  for (const { name } of entries) {
    mkdirSync(join(outDir, name), { recursive: true })
    // The assembly lies below the repository's own package.json, which says "module"; this one is nearer.
    writeFileSync(join(outDir, name, 'package.json'), '{"type":"commonjs"}\n')
  }
  return entries.map(({ name }) => sizeOf(name, metafile))
}

function sizeOf(name: Bundle, metafile: Metafile): BundleSize {
  const output = Object.entries(metafile.outputs).find(([path]) => path.endsWith(`${name}/index.js`))?.[1]
  if (output === undefined) throw new Error(`esbuild wrote no index.js for the bundle "${name}".`)
  return { bundle: name, bytes: output.bytes, inputs: Object.keys(output.inputs).length }
}

if (import.meta.main) {
  const started = performance.now()
  try {
    const sizes = await bundle()
    for (const size of sizes)
      console.log(
        `${size.bundle.padEnd(12)}${(size.bytes / 1024).toFixed(0).padStart(6)} KB  ${size.inputs} files`,
      )
    console.log(`${'verifier'.padEnd(12)}${((await bundleVerifier()) / 1024).toFixed(0).padStart(6)} KB`)
    console.log(`${'verify page'.padEnd(12)}${((await bundleVerifyPage()) / 1024).toFixed(0).padStart(6)} KB`)
    console.log(`bundled in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
