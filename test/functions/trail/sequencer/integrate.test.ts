import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '../../../../functions/trail/bytes.ts'
import { decodeBundle } from '../../../../functions/trail/entry-bundle.ts'
import {
  type Integration,
  integrate,
  partialTilesOf,
  partialWidth,
} from '../../../../functions/trail/sequencer/integrate.ts'
import { entryBundlePath } from '../../../../functions/trail/tile.ts'
import { bundles, leavesOf, tiles } from '../../../independent-log/reference-layout.ts'
import { MTH } from '../../../independent-log/reference-tree.ts'

const entryOf = (index: number) => Uint8Array.from(Buffer.from(`entry ${index}`))

test('a tree that grows in any steps has the objects and the roots that the texts say, and none changes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 }),
      async (steps) => {
        const objects = new Map<string, Uint8Array>()
        let size = 0
        for (const step of steps) {
          const edge = edgeOf(size, objects)
          const added = Array.from({ length: step }, (_, index) => entryOf(size + index))
          const integration: Integration = await integrate(edge, added)
          for (const [path, content] of integration.objects) {
            expect(objects.has(path), path).toBe(false)
            objects.set(path, content)
          }
          size += step
          const entries = Array.from({ length: size }, (_, index) => entryOf(index))
          const leaves = leavesOf(entries)
          expect(integration.size).toBe(size)
          expect(toHex(integration.root)).toBe(MTH(leaves))
          for (const [path, content] of [...tiles(leaves), ...bundles(entries)])
            expect(content.equals(objects.get(path) ?? Buffer.alloc(0)), path).toBe(true)
        }
      },
    ),
    { numRuns: 60 },
  )
})

function edgeOf(size: number, objects: ReadonlyMap<string, Uint8Array>) {
  const bytesAt = (path: string) => objects.get(path) ?? new Uint8Array(0)
  const width = partialWidth(0, size)
  return {
    size,
    tiles: new Map(partialTilesOf(size).map(({ level, path }) => [level, bytesAt(path)])),
    entries: width === 0 ? [] : decodeBundle(bytesAt(entryBundlePath(Math.floor(size / 256), width)), width),
  }
}
