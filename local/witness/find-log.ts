import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { noteName } from '../data-directory.ts'
import { CannotStart } from '../template/cannot-start.ts'

/** A log that a cloud on this machine publishes. */
export interface FoundLog {
  bucket: string
  vkey: string
}

/**
 * Looks in the cloud of a data directory for the bucket that holds the checkpoint of the log that the key is named for.
 * @param vkey without it, any log will do, with the key of the cloud's own that has signed its checkpoint: what somebody may
 * start with who only tries it out.
 * @throws CannotStart with a sentence when there is no such cloud, or it has no log yet
 */
export async function findLog(dataDir: string, vkey?: string): Promise<FoundLog> {
  const note = join(dataDir, noteName)
  if (!existsSync(note))
    throw new CannotStart(
      `No Countersign has run on the data directory ${dataDir}; start one with npm start, or name its directory with --log.`,
    )
  const { awsUrl = '' } = JSON.parse(readFileSync(note, 'utf8')) as { awsUrl?: string }
  try {
    for (const bucket of await bucketsOf(awsUrl)) {
      const response = await fetch(`${awsUrl}/s3/${bucket}/checkpoint`)
      if (!response.ok) continue
      const checkpoint = await response.text()
      if (vkey === undefined) {
        const own = await vkeyOf(awsUrl, checkpoint)
        if (own !== undefined) return { bucket, vkey: own }
      } else if (vkey.startsWith(`${checkpoint.split('\n')[0]}+`)) return { bucket, vkey }
    }
  } catch (error) {
    if (error instanceof TypeError)
      throw new CannotStart(
        `The Countersign on the data directory ${dataDir} does not answer; start it with npm start.`,
      )
    throw error
  }
  throw new CannotStart(
    vkey === undefined
      ? `The Countersign on the data directory ${dataDir} has published no checkpoint yet; try again in a minute or two.`
      : `The Countersign on the data directory ${dataDir} publishes no log called ${vkey.split('+')[0]}.`,
  )
}

async function bucketsOf(awsUrl: string): Promise<string[]> {
  const list = await (await fetch(`${awsUrl}/s3/`)).text()
  return [...list.matchAll(/<Name>([^<]+)<\/Name>/g)].map(([, name = '']) => name)
}

/** The key among those of the cloud whose id a signature on the checkpoint bears. */
async function vkeyOf(awsUrl: string, checkpoint: string): Promise<string | undefined> {
  const signatures = [...checkpoint.matchAll(/^— (\S+) (\S+)$/gm)].map(([, name = '', base64 = '']) => ({
    name,
    keyId: Buffer.from(base64, 'base64').toString('hex', 0, 4),
  }))
  const { Keys } = (await kms(awsUrl, 'ListKeys', {})) as { Keys: { KeyId: string }[] }
  for (const { KeyId } of Keys) {
    const { KeySpec, PublicKey } = (await kms(awsUrl, 'GetPublicKey', { KeyId })) as Record<string, string>
    if (KeySpec !== 'ECC_NIST_EDWARDS25519' || PublicKey === undefined) continue
    // Twelve bytes of DER stand before an Ed25519 key's 32 (RFC 8410); the type 1 stands before them in a vkey.
    const material = Buffer.concat([Buffer.of(1), Buffer.from(PublicKey, 'base64').subarray(12)])
    for (const { name, keyId } of signatures) {
      const id = createHash('sha256').update(`${name}\n`).update(material).digest('hex').slice(0, 8)
      if (id === keyId) return `${name}+${id}+${material.toString('base64')}`
    }
  }
  return undefined
}

async function kms(awsUrl: string, operation: string, input: object): Promise<unknown> {
  const response = await fetch(`${awsUrl}/kms`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${operation}` },
    body: JSON.stringify(input),
  })
  return response.json()
}
