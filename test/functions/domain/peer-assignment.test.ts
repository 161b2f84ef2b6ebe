import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assignPeers, type PeerCandidate } from '../../../functions/domain/peer-assignment.ts'
import { personId } from '../../fixtures/cycle.ts'

const candidates = (count: number, teamOf: (number: number) => string): PeerCandidate[] =>
  Array.from({ length: count }, (_, number) => ({
    personId: personId(number),
    groups: [teamOf(number), 'everybody'],
    excluded: [personId(number)],
  }))
const rank = (id: string) => id.split('').reverse().join('')

describe('peers', () => {
  test('given a team of ten, when four are wanted, then each is asked about four and nobody about each other', () => {
    const people = candidates(10, () => 'team')
    const { peersOf, short } = assignPeers(people, people, { perReview: 4, loadCap: 6 }, rank)
    const load = new Map<string, number>()
    for (const [about, peers] of peersOf) {
      expect(new Set(peers).size).toBe(4)
      expect(peers).not.toContain(about)
      for (const peer of peers) {
        load.set(peer, (load.get(peer) ?? 0) + 1)
        expect(peersOf.get(peer)).not.toContain(about)
      }
    }
    expect([...load.values()]).toEqual(Array(10).fill(4))
    expect(short).toEqual([])
  })

  test('given any teams, then nobody is over the cap, asked about themselves, twice, or about somebody they may not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 39 }),
        (teams, perReview, loadCap, excludedNumber) => {
          const people = candidates(teams.length, (number) => `team:${teams[number]}`).map((one) => ({
            ...one,
            excluded: [...one.excluded, personId(excludedNumber)],
          }))
          const { peersOf, short } = assignPeers(people, people, { perReview, loadCap }, rank)
          const load = new Map<string, number>()
          for (const { personId: about, excluded } of people) {
            const peers = peersOf.get(about) ?? []
            expect(peers.length).toBeLessThanOrEqual(perReview)
            expect(new Set(peers).size).toBe(peers.length)
            for (const peer of peers) {
              expect(excluded).not.toContain(peer)
              load.set(peer, (load.get(peer) ?? 0) + 1)
            }
            expect(short.some((one) => one.personId === about)).toBe(peers.length < perReview)
          }
          for (const asked of load.values()) expect(asked).toBeLessThanOrEqual(loadCap)
        },
      ),
    )
  })

  test('given a team of two, then the others come from the wider group, least busy first', () => {
    const people = candidates(12, (number) => (number < 2 ? 'small' : 'large'))
    const { peersOf } = assignPeers(people, people, { perReview: 4, loadCap: 6 }, rank)
    expect(peersOf.get(personId(0))).toHaveLength(4)
    expect(peersOf.get(personId(0))).toContain(personId(1))
  })
})
