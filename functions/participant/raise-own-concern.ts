import { CONCERN_WORDS_LIMIT, type Concern, raiseConcern } from '../domain/concern.ts'
import type { CycleId, PersonId } from '../domain/ids.ts'
import { type Refusal, refuse } from '../domain/refusal.ts'
import { countCharacters } from '../domain/text-length.ts'
import { listOpenConcerns, saveConcern } from '../store/concerns.ts'
import type { Database } from '../store/database.ts'
import { takeTurn } from '../store/limits.ts'

/** More than anybody needs who has something to tell, and few enough to read for whoever has to. */
const MOST_IN_A_DAY = 6

type OwnConcern = Pick<Concern, 'kind' | 'words' | 'absence'>
type About = { cycleId: CycleId; personId: PersonId }

/** Puts before HR what somebody says about themselves. Nothing else changes. Told twice, it is there once. */
export async function raiseOwnConcern(
  db: Database,
  { cycleId, personId }: About,
  told: OwnConcern,
  at: string,
): Promise<'raised' | Refusal> {
  if ((await ownConcerns(db, { cycleId, personId })).some((open) => isSame(open, told))) return 'raised'
  const what = `concern#${cycleId}#${personId}`
  if (!(await takeTurn(db, what, { most: MOST_IN_A_DAY, within: 86_400, now: at }))) {
    return refuse(
      'too-many-concerns',
      'You have told HR several things today. They have all of them; this one was not sent. Tell it tomorrow, or write to HR.',
    )
  }
  const { kind, words, absence } = told
  const concern = raiseConcern({
    concernId: db.mint.concernId(),
    cycleId,
    kind,
    aboutId: personId,
    at,
    ...(words === undefined || words === '' ? {} : { words }),
    ...(absence === undefined ? {} : { absence }),
  })
  await saveConcern(db, concern)
  return 'raised'
}

/** What somebody has told HR about themselves and HR has not answered yet. */
export async function ownConcerns(db: Database, { cycleId, personId }: About): Promise<Concern[]> {
  const own = ['away', 'wrong-address', 'not-me']
  return (await listOpenConcerns(db)).filter(
    (concern) => concern.aboutId === personId && concern.cycleId === cycleId && own.includes(concern.kind),
  )
}

/** Words for HR, as a form sends them: whether they can be kept as they are. */
export function checkConcernWords(words: string, field: string): Refusal[] {
  if (!words.isWellFormed())
    return [refuse('broken-text', 'This holds a broken character. Remove it and write it again.', field)]
  const over = countCharacters(words) - CONCERN_WORDS_LIMIT
  return over <= 0
    ? []
    : [refuse('text-too-long', `This is too long. Shorten it by ${over} characters.`, field)]
}

const isSame = (one: OwnConcern, other: OwnConcern) =>
  one.kind === other.kind &&
  (one.words ?? '') === (other.words ?? '') &&
  JSON.stringify(one.absence) === JSON.stringify(other.absence)
