import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'

const { resolve } = createRequire(import.meta.url)

/** Embedded in every sign-off record; the names are those in functions/auditor/record-fonts.ts. */
const fonts = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSansMono.ttf']
const colours = 'sRGB_IEC61966_2_1.icc'

/** Leaves the module that draws PDFs out of the auditors' bundle: 2 MB that only those wait for who want one. */
export const recordPdfApart: Plugin = {
  name: 'record-pdf-apart',
  setup: (build) => {
    build.onResolve({ filter: /\/record-pdf\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './record-pdf.js', external: true } : undefined,
    )
  },
}

/**
 * Puts that module beside the auditors' bundle, with the fonts and the colour profile that it reads. Nothing happens for
 * rooms that have none.
 * @param options those of the other bundles.
 */
export async function bundleRecordPdf(
  functionsDir: string,
  outDir: string,
  options: BuildOptions,
): Promise<void> {
  const entry = join(functionsDir, 'auditor', 'record-pdf.ts')
  if (!existsSync(entry)) return
  const out = join(outDir, 'auditor')
  await build({
    ...options,
    entryPoints: [{ in: entry, out: 'record-pdf' }],
    outdir: out,
    // pdfkit finds the colour profile by its own address, which a CommonJS module has to make.
    define: { ...options.define, 'import.meta.url': 'ownAddress' },
    banner: { js: "const ownAddress = require('node:url').pathToFileURL(__filename).href;" },
  })
  mkdirSync(join(out, 'fonts'), { recursive: true })
  for (const font of fonts) copyFileSync(resolve(`dejavu-fonts-ttf/ttf/${font}`), join(out, 'fonts', font))
  copyFileSync(resolve('dejavu-fonts-ttf/LICENSE'), join(out, 'fonts', 'LICENSE'))
  mkdirSync(join(out, 'data'), { recursive: true })
  copyFileSync(join(dirname(resolve('pdfkit')), 'data', colours), join(out, 'data', colours))
}
