/**
 * Finds the loops among people of whom each has at most one supervisor.
 *
 * @param supervisorOf who supervises whom, by any kind of key; null or absent for nobody.
 * @returns every loop once, its members in the order in which each is supervised by the next; somebody who supervises
 *   themselves is a loop of one. In time proportional to the number of people.
 */
export function findSupervisionLoops<Key>(supervisorOf: ReadonlyMap<Key, Key | null>): Key[][] {
  const loops: Key[][] = []
  const finished = new Set<Key>()
  for (const start of supervisorOf.keys()) {
    const path: Key[] = []
    const place = new Map<Key, number>()
    let key: Key | null | undefined = start
    while (key !== null && key !== undefined && !finished.has(key) && !place.has(key)) {
      place.set(key, path.length)
      path.push(key)
      key = supervisorOf.get(key)
    }
    const from = key === null || key === undefined ? undefined : place.get(key)
    if (from !== undefined) loops.push(path.slice(from))
    for (const visited of path) finished.add(visited)
  }
  return loops
}
