import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '../atomic-file.ts'

/** What an administrator would make in Cognito for a program: it gets tokens with its own secret, nobody signs in. */
export interface ProgramClient {
  clientId: string
  clientSecret: string
  scope: string
  /** Where it asks for them. */
  tokenUrl: string
}

/** Reads the secret from the issuer's directory, or draws it once. The file is readable by its owner only. */
export async function programClientOf(
  directory: string,
  at: { scope: string; tokenUrl: string },
): Promise<ProgramClient> {
  const path = join(directory, 'program-client.json')
  if (!existsSync(path)) {
    await writeAtomically(path, JSON.stringify({ clientSecret: randomBytes(32).toString('base64url') }))
  }
  const { clientSecret } = JSON.parse(readFileSync(path, 'utf8'))
  return { clientId: 'local-program', clientSecret, ...at }
}
