import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecordFonts } from './record-pen.ts'

/** The fonts' file names, in the package that they come from and beside the bundle. */
export const recordFontFiles: Readonly<Record<keyof RecordFonts, string>> = {
  regular: 'DejaVuSans.ttf',
  bold: 'DejaVuSans-Bold.ttf',
  mono: 'DejaVuSansMono.ttf',
}

/** @param directory that holds the files of `recordFontFiles`. */
export async function readRecordFonts(directory: string): Promise<RecordFonts> {
  const read = (face: keyof RecordFonts) => readFile(join(directory, recordFontFiles[face]))
  const [regular, bold, mono] = await Promise.all([read('regular'), read('bold'), read('mono')])
  return { regular, bold, mono }
}
