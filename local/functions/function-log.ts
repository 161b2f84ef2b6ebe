import { appendFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A log file is moved aside at this size and the one before it dropped, so that the disk does not fill up. */
const largestBytes = 10 * 1024 * 1024

/** The log of one function: `<directory>/<function>.log`, a line at a time with the request it belongs to. */
export class FunctionLog {
  readonly #file: string
  #bytes: number

  constructor(directory: string, functionName: string) {
    this.#file = join(directory, `${functionName}.log`)
    this.#bytes = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0
  }

  /** A log that cannot be written, because the disk is full, keeps no function from its work. */
  write(lines: string): void {
    try {
      if (this.#bytes > largestBytes) {
        renameSync(this.#file, `${this.#file}.1`)
        this.#bytes = 0
      }
      appendFileSync(this.#file, lines)
      this.#bytes += Buffer.byteLength(lines)
    } catch {
      this.#bytes = 0
    }
  }
}

/**
 * Cuts what a process writes into lines. A line that the process did not mark itself (it begins neither with a time nor
 * with a blank, as continued lines do) gets time and request id in front.
 */
export function markLines(text: string, mark: () => string): string {
  return text
    .split('\n')
    .filter((line) => line.length > 0)
    .map((line) => (/^(\d{4}-\d\d-\d\dT|\s)/.test(line) ? line : `${mark()}\t${line}`))
    .map((line) => `${line}\n`)
    .join('')
}
