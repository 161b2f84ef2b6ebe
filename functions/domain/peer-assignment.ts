import type { PersonId } from './ids.ts'

/** Someone who can be asked, and the groups in which they know people: closest first (team, then wider). */
export interface PeerCandidate {
  personId: PersonId
  groups: readonly string[]
  /** People who must not be asked about this person, or ask: their supervisor, themselves. */
  excluded: readonly PersonId[]
}

export interface PeerPlan {
  peersOf: Map<PersonId, PersonId[]>
  /** Reviewees who got fewer peers than wanted, and how many. */
  short: { personId: PersonId; found: number }[]
}

/**
 * Assigns peers so that the load is even over the whole cycle and nobody is asked about more than `loadCap` people.
 *
 * Within a group in a shuffled ring, each is asked about the next ones: everybody gives as often as they receive, and in
 * groups of more than 2 × perReview no two assess each other. Who is left short is filled up from the wider groups by
 * whoever has the least to do. Deterministic for one order of input and one `rank`.
 *
 * @param wanted.load about how many people each is asked already, where the cycle is under way.
 * @param rank gives each person a place that has nothing to do with who they are (a hash of cycle and person).
 */
export function assignPeers(
  reviewees: readonly PeerCandidate[],
  colleagues: readonly PeerCandidate[],
  wanted: { perReview: number; loadCap: number; load?: ReadonlyMap<PersonId, number> },
  rank: (personId: PersonId) => string,
): PeerPlan {
  const everybody = new Map([...colleagues, ...reviewees].map((person) => [person.personId, person]))
  const ordered = [...everybody.values()].sort((a, b) => (rank(a.personId) < rank(b.personId) ? -1 : 1))
  const revieweeIds = new Set(reviewees.map((person) => person.personId))
  const load = new Map<PersonId, number>(wanted.load ?? [])
  const peersOf = new Map<PersonId, PersonId[]>()
  const mayAsk = (peer: PeerCandidate, about: PeerCandidate) =>
    peer.personId !== about.personId &&
    !about.excluded.includes(peer.personId) &&
    !peer.excluded.includes(about.personId) &&
    (load.get(peer.personId) ?? 0) < wanted.loadCap &&
    !peersOf.get(about.personId)?.includes(peer.personId)
  const ask = (peer: PeerCandidate, about: PeerCandidate) => {
    peersOf.set(about.personId, [...(peersOf.get(about.personId) ?? []), peer.personId])
    load.set(peer.personId, (load.get(peer.personId) ?? 0) + 1)
  }

  const rings = Map.groupBy(
    ordered.filter((person) => revieweeIds.has(person.personId)),
    (person) => person.groups[0] ?? '',
  )
  for (const ring of rings.values()) {
    for (let distance = 1; distance <= Math.min(wanted.perReview, ring.length - 1); distance += 1) {
      for (const [place, about] of ring.entries()) {
        const peer = ring[(place + distance) % ring.length]
        if (peer !== undefined && mayAsk(peer, about)) ask(peer, about)
      }
    }
  }

  const members = new Map<string, PeerCandidate[]>()
  for (const person of ordered) {
    for (const group of person.groups) members.set(group, [...(members.get(group) ?? []), person])
  }
  for (const about of ordered.filter((person) => revieweeIds.has(person.personId))) {
    for (const group of about.groups) {
      while ((peersOf.get(about.personId)?.length ?? 0) < wanted.perReview) {
        const free = (members.get(group) ?? []).filter((peer) => mayAsk(peer, about))
        const least = free.reduce<PeerCandidate | undefined>(
          (best, peer) =>
            best === undefined || (load.get(peer.personId) ?? 0) < (load.get(best.personId) ?? 0)
              ? peer
              : best,
          undefined,
        )
        if (least === undefined) break
        ask(least, about)
      }
    }
  }
  const short = reviewees
    .map(({ personId }) => ({ personId, found: peersOf.get(personId)?.length ?? 0 }))
    .filter(({ found }) => found < wanted.perReview)
  return { peersOf, short }
}
