import { equalBytes } from './bytes.ts'
import { sha256, sha256Into } from './sha256.ts'

/** RFC 6962, section 2.1: the hash of a tree without leaves is that of nothing. */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array(0))

export const HASH_BYTES = 32

// Hashing is synchronous, so one buffer serves all calls: allocating one per node costs more than hashing it.
const nodeInput = new Uint8Array(1 + 2 * HASH_BYTES).fill(1, 0, 1)
const leafInput = new Uint8Array(1 + 4096)

/** RFC 6962: SHA-256(0x00 ‖ data). */
export function leafHash(data: Uint8Array): Uint8Array {
  const hash = new Uint8Array(HASH_BYTES)
  leafHashInto(hash, 0, data)
  return hash
}

/** The same, written to `target` from byte `at` on. */
export function leafHashInto(target: Uint8Array, at: number, data: Uint8Array): void {
  if (data.length >= leafInput.length) {
    target.set(sha256(Uint8Array.of(0), data), at)
    return
  }
  leafInput.set(data, 1)
  sha256Into(target, at, new Uint8Array(leafInput.buffer, 0, 1 + data.length))
}

/** RFC 6962: SHA-256(0x01 ‖ left ‖ right), of two hashes of 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES)
    throw new RangeError(`A node has two hashes of 32 bytes, not ${left.length} and ${right.length}`)
  nodeInput.set(left, 1)
  nodeInput.set(right, 1 + HASH_BYTES)
  return sha256(nodeInput)
}

/** The root of the tree over these leaf hashes. Pairing level by level gives the same tree as RFC 6962's halving. */
export function rootOf(leafHashes: readonly Uint8Array[]): Uint8Array {
  let level = leafHashes
  while (level.length > 1) {
    const above: Uint8Array[] = []
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]]
      if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right))
    }
    level = above
  }
  return new Uint8Array(level[0] ?? EMPTY_ROOT)
}

/** The same over hashes that stand one after the other, as in a tile: `32 · n` bytes. */
export function rootOfTile(hashes: Uint8Array): Uint8Array {
  if (hashes.length % HASH_BYTES !== 0)
    throw new RangeError(`Hashes of 32 bytes make no ${hashes.length} bytes`)
  if (hashes.length === 0) return EMPTY_ROOT.slice()
  // Not slice(): that of a Buffer would share the memory of the tile, which is not ours to write to.
  const level = new Uint8Array(hashes)
  let count = hashes.length / HASH_BYTES
  while (count > 1) {
    const pairs = Math.floor(count / 2)
    for (let pair = 0; pair < pairs; pair += 1) {
      nodeInput.set(level.subarray(2 * pair * HASH_BYTES, 2 * (pair + 1) * HASH_BYTES), 1)
      sha256Into(level, pair * HASH_BYTES, nodeInput)
    }
    if (count % 2 === 1) level.copyWithin(pairs * HASH_BYTES, (count - 1) * HASH_BYTES, count * HASH_BYTES)
    count = pairs + (count % 2)
  }
  return level.slice(0, HASH_BYTES)
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
const isHash = (hash: Uint8Array): boolean => hash.length === HASH_BYTES
const isOdd = (value: number): boolean => value % 2 === 1
// Bit operators would cut at 2^31.
const half = (value: number): number => Math.floor(value / 2)

/**
 * RFC 9162, section 2.1.3.2: true when the proof leads from the leaf at the index to the root of a tree of that size.
 * @param leaf the leaf's hash, 32 bytes, not its data.
 * @param proof hashes from the leaf's sibling upwards.
 */
export function verifyInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false
  if (!isHash(leaf) || !isHash(root) || !proof.every(isHash)) return false
  let [fn, sn, hash] = [index, size - 1, leaf]
  for (const sibling of proof) {
    if (sn === 0) return false
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(sibling, hash)
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else {
      hash = nodeHash(hash, sibling)
    }
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && equalBytes(hash, root)
}

/**
 * RFC 9162, section 2.1.4.2: true when the proof shows that the tree of size 2 begins with all that the tree of size 1 holds.
 * Everything begins with the empty tree, which needs no proof.
 * @param proof hashes in the order of RFC 6962's SUBPROOF.
 */
export function verifyConsistency(
  size1: number,
  size2: number,
  root1: Uint8Array,
  root2: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!isCount(size1) || !isCount(size2) || size1 > size2) return false
  if (size1 === 0 && !equalBytes(root1, EMPTY_ROOT)) return false
  if (size1 === size2) return proof.length === 0 && equalBytes(root1, root2)
  if (!isHash(root1) || !isHash(root2) || !proof.every(isHash)) return false
  if (size1 === 0) return proof.length === 0
  let [fn, sn] = [size1 - 1, size2 - 1]
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)]
  // All bits shifted away: size 1 is a power of two, and its root stands in the larger tree as it is.
  const [first, ...rest] = fn === 0 ? [root1, ...proof] : proof
  if (first === undefined || proof.length === 0) return false
  let [old, recent] = [first, first]
  for (const sibling of rest) {
    if (sn === 0) return false
    if (isOdd(fn) || fn === sn) {
      old = nodeHash(sibling, old)
      recent = nodeHash(sibling, recent)
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else {
      recent = nodeHash(recent, sibling)
    }
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && equalBytes(old, root1) && equalBytes(recent, root2)
}
