import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { bootstrapFile } from './function-process.ts'

/** Keeps the ids of the functions' processes, so that the next start can end what a kill has left behind. */
export class ProcessRecords {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  add(pid: number): void {
    this.#database.prepare('INSERT OR REPLACE INTO function_processes (pid) VALUES (?)').run(pid)
  }

  remove(pid: number): void {
    if (this.#database.isOpen) {
      this.#database.prepare('DELETE FROM function_processes WHERE pid = ?').run(pid)
    }
  }
}

/**
 * Ends the processes that an earlier run recorded and that still live. A process notices by itself that its cloud is
 * gone, unless its code never comes to rest. The command line is compared first: the id may be somebody else's by now.
 */
export function killLeftovers(database: DatabaseSync): void {
  database.exec('CREATE TABLE IF NOT EXISTS function_processes (pid INTEGER PRIMARY KEY) STRICT')
  for (const { pid } of database.prepare('SELECT pid FROM function_processes').all()) {
    if (commandLine(Number(pid)).includes(bootstrapFile)) {
      try {
        process.kill(Number(pid), 'SIGKILL')
      } catch {
        // It ended in between.
      }
    }
  }
  database.exec('DELETE FROM function_processes')
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    // No /proc, as on macOS.
  }
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}
