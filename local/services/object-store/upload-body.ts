import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { crc32 } from 'node:zlib'
import { AwsError } from '../wire.ts'

/** The bytes of an upload and the checksums that came with it, by the names of their headers. */
export interface Upload {
  content: Buffer
  checksums: Record<string, string>
}

/**
 * Takes a PUT's body apart: the SDK may send it in `aws-chunked` pieces with a checksum behind them. Checks the length,
 * MD5, CRC32, SHA-1 and SHA-256 it was told; CRC32C and CRC64NVME are kept as told. Throws BadDigest,
 * IncompleteBody or InvalidRequest.
 */
export function uploadOf(headers: IncomingHttpHeaders, body: Buffer): Upload {
  const isChunked =
    String(headers['content-encoding'] ?? '').includes('aws-chunked') ||
    String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-')
  const { content, trailers } = isChunked ? unchunked(body) : { content: body, trailers: {} }
  const told = headers['x-amz-decoded-content-length']
  if (isChunked && told !== undefined && Number(told) !== content.length) {
    throw new AwsError('IncompleteBody', 'You did not provide the number of bytes that you announced.')
  }
  const checksums: Record<string, string> = {}
  for (const [name, value] of Object.entries({ ...headers, ...trailers })) {
    if (/^x-amz-checksum-(crc|sha)/.test(name)) checksums[name] = String(value)
  }
  check(content, 'Content-MD5', headers['content-md5'], 'md5')
  check(content, 'SHA1', checksums['x-amz-checksum-sha1'], 'sha1')
  check(content, 'SHA256', checksums['x-amz-checksum-sha256'], 'sha256')
  checkCrc32(content, checksums['x-amz-checksum-crc32'])
  return { content, checksums }
}

function check(content: Buffer, name: string, told: unknown, algorithm: string): void {
  if (told === undefined) return
  if (createHash(algorithm).update(content).digest('base64') !== told) throw badDigest(name)
}

function checkCrc32(content: Buffer, told: string | undefined): void {
  if (told === undefined) return
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(content))
  if (bytes.toString('base64') !== told) throw badDigest('CRC32')
}

function badDigest(name: string): AwsError {
  return new AwsError('BadDigest', `The ${name} you specified did not match the calculated checksum.`)
}

/** `<hex size>[;chunk-signature=…]CRLF <bytes> CRLF` … until size 0, then trailers as header lines. */
function unchunked(body: Buffer): { content: Buffer; trailers: Record<string, string> } {
  const parts: Buffer[] = []
  let at = 0
  for (;;) {
    const end = body.indexOf('\r\n', at)
    const size = Number.parseInt(body.subarray(at, Math.max(end, at)).toString('latin1'), 16)
    if (end < 0 || Number.isNaN(size) || end + 2 + size > body.length) {
      throw new AwsError('IncompleteBody', 'The chunked body is not complete.')
    }
    at = end + 2
    if (size === 0) break
    parts.push(body.subarray(at, at + size))
    at += size + 2
  }
  const trailers: Record<string, string> = {}
  for (const line of body.subarray(at).toString('latin1').split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim()
  }
  return { content: Buffer.concat(parts), trailers }
}
