import type { PlaceInLog } from '../place-in-log.ts'

/** Where an entry stands in the log, in one sentence. */
export function placeInWords(place: PlaceInLog): string {
  switch (place.state) {
    case 'waiting':
      return 'It waits for the log, which takes up to a minute.'
    case 'overdue':
      return 'It is not in the log, where it should have been within a minute of its time. The log’s own page says whether it has stopped.'
    case 'quarantined':
      return `It is kept out of the log: ${place.problem}`
    case 'included':
      return `Number ${place.index} of the log, proven against the signed checkpoint of ${place.size} entries.`
    case 'disproved':
      return `It should be number ${place.index} of the log, and the log does not prove it: ${place.problem}`
    case 'unbelievable':
      return `Nothing proves it: ${place.problem}`
  }
}

export const placeInAWord: Readonly<Record<PlaceInLog['state'], string>> = {
  waiting: 'waits for the log',
  overdue: 'not in the log',
  quarantined: 'kept out of the log',
  included: 'in the log',
  disproved: 'not proven',
  unbelievable: 'not proven',
}
