import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CannotStart } from '../template/cannot-start.ts'
import type { StartOptions } from './options.ts'

/** What `samples/load-company.ts` exports; it acts over HTTP as HR would. */
type LoadCompany = (request: { url: string; companyFile?: string; log(line: string): void }) => Promise<void>

const noteName = 'company-loaded'

/** Whether the data directory has had its people already. */
export function hasCompany(dataDir: string): boolean {
  return existsSync(join(dataDir, noteName))
}

/** @throws CannotStart when the options ask for a company that cannot be loaded */
export function checkCompany({ companyFile, dataDir }: StartOptions): void {
  if (companyFile === undefined) return
  if (!existsSync(companyFile)) throw new CannotStart(`There is no file ${companyFile}.`)
  if (hasCompany(dataDir)) {
    throw new CannotStart(
      `The data directory ${dataDir} has its people already; import ${companyFile} in the HR console, or choose a new directory with --data.`,
    )
  }
}

/**
 * Loads the sample company, or the given one, the first time; notes that it is done only when it is.
 * @returns whether people were loaded
 */
export async function loadFirstCompany(
  { empty, companyFile, dataDir }: StartOptions,
  url: string,
  log: (line: string) => void,
): Promise<boolean> {
  if (hasCompany(dataDir)) return false
  if (!empty) {
    // Named by a variable: the samples are no part of the cloud, and the cloud starts without them.
    const samples = new URL('../../samples/load-company.ts', import.meta.url).href
    const { loadCompany } = (await import(samples)) as { loadCompany: LoadCompany }
    await loadCompany({
      url,
      log,
      ...(companyFile === undefined ? {} : { companyFile: resolve(companyFile) }),
    })
  }
  writeFileSync(join(dataDir, noteName), '')
  return !empty
}
