import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { verifyConsistency, verifyInclusion } from '../../../functions/trail/merkle.ts'
import { corpus } from '../../conformance/corpus.ts'
import { leaf, MTH, PATH, PROOF } from '../../independent-log/reference-tree.ts'

interface Vector {
  desc: string
  wantErr: boolean
  proof: string[] | null
}
interface Inclusion extends Vector {
  leafIdx: number
  treeSize: number
  root: string
  leafHash: string
}
interface Consistency extends Vector {
  size1: number
  size2: number
  root1: string
  root2: string
}

const found = corpus('trail-vectors/merkle')
const bytes = (base64: string): Uint8Array => Buffer.from(base64, 'base64')
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')

/** All vectors below a folder, or a good and a bad one of our own. */
function vectors<V extends Vector>(folder: string, own: V): V[] {
  if (!found.found) return [own, { ...own, proof: own.proof?.slice(1) ?? null, desc: 'cut', wantErr: true }]
  const place = `${found.path}testdata/${folder}`
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json'))
    .map((path) => JSON.parse(readFileSync(`${place}/${path}`, 'utf8')))
}

const leaves = ['a', 'b', 'c', 'd', 'e'].map((text) => leaf(Buffer.from(text)))
const inclusion = vectors<Inclusion>('inclusion', {
  leafIdx: 2,
  treeSize: 5,
  root: base64(MTH(leaves)),
  leafHash: base64(leaves[2] ?? ''),
  proof: PATH(2, leaves).map(base64),
  desc: 'own',
  wantErr: false,
})
const consistency = vectors<Consistency>('consistency', {
  size1: 3,
  size2: 5,
  root1: base64(MTH(leaves.slice(0, 3))),
  root2: base64(MTH(leaves)),
  proof: PROOF(3, leaves).map(base64),
  desc: 'own',
  wantErr: false,
})

describe(`other people’s proofs, good and bad (${found.label})`, () => {
  test('given the whole collection, then it is as large as it should be', () => {
    // Beside them lie 322 of proofs for subtrees, which no client of tlog-tiles needs and functions/trail does not have.
    expect([inclusion.length, consistency.length]).toEqual(found.found ? [98, 98] : [2, 2])
    const good = [...inclusion, ...consistency].filter(({ wantErr }) => !wantErr)
    expect(good).toHaveLength(found.found ? 12 : 2)
  })

  test('given proofs of inclusion, then each is judged as it deserves', () => {
    for (const { leafIdx, treeSize, leafHash, proof, root, desc, wantErr } of inclusion) {
      const verdict = verifyInclusion(
        leafIdx,
        treeSize,
        bytes(leafHash),
        (proof ?? []).map(bytes),
        bytes(root),
      )
      expect(verdict, `${desc}: ${leafIdx} of ${treeSize}`).toBe(!wantErr)
    }
  })

  test('given proofs of consistency, then each is judged as it deserves', () => {
    for (const { size1, size2, root1, root2, proof, desc, wantErr } of consistency) {
      const verdict = verifyConsistency(size1, size2, bytes(root1), bytes(root2), (proof ?? []).map(bytes))
      expect(verdict, `${desc}: ${size1} to ${size2}`).toBe(!wantErr)
    }
  })
})
