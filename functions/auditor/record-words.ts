import type { Answer, Answers } from '../domain/answers.ts'
import { type FormVersion, inFormOrder, sectionsForRole } from '../domain/form.ts'
import type { RaterRole } from '../domain/rater-role.ts'
import type { PeerSummary, ReviewRecord } from '../domain/record.ts'
import { recordChangeInWords } from '../domain/record-change-in-words.ts'
import { momentInWords } from '../layout/moment.tsx'

/** A record's content in words, the same for the page and for the PDF: neither can leave out what the other shows. */
export interface RecordPart {
  title: string
  /** Said instead of answers, or before them. */
  remark: string | undefined
  groups: readonly { title: string | undefined; answers: readonly AnswerInWords[] }[]
}

export interface AnswerInWords {
  title: string
  /** A level of the scale, or a mean. */
  level: string | undefined
  /** What somebody wrote; undefined where the item asks for no text. */
  texts: readonly string[] | undefined
}

/** Why it is not the first record; part of what is signed, so it comes before everything else. */
function changesOf({ changes = [] }: ReviewRecord): RecordPart[] {
  if (changes.length === 0) return []
  return [
    {
      title: 'Why there is another record',
      remark: undefined,
      groups: [
        {
          title: undefined,
          answers: changes.map((change) => ({
            title: recordChangeInWords(change),
            level: undefined,
            texts: [change.words],
          })),
        },
      ],
    },
  ]
}

/** How the record stands among others, the same for the page and for the PDF. */
export function standingOf(sheet: {
  record: ReviewRecord
  superseded?: { at: string; by: number } | undefined
  isDisputed?: boolean
  witnesses?: readonly { witness: string; on: string }[]
}): { term: string; value: string }[] {
  const { record, superseded, witnesses = [] } = sheet
  const { recordVersion } = record
  return [
    ...(recordVersion > 1
      ? [{ term: 'Record', value: `${recordVersion}, in place of record ${recordVersion - 1}` }]
      : []),
    ...(superseded === undefined
      ? []
      : [
          {
            term: 'No longer counts',
            value: `since ${momentInWords(superseded.at, record.cycle.timeZone)}: record ${superseded.by} takes its place`,
          },
        ]),
    ...(sheet.isDisputed === true && superseded === undefined
      ? [{ term: 'Disputed', value: 'A dispute waits for its decision' }]
      : []),
    ...witnesses.map(({ witness, on }) => ({ term: 'Refusal witnessed', value: `by ${witness}, on ${on}` })),
  ]
}

export function recordParts(record: ReviewRecord, form: FormVersion): RecordPart[] {
  const { supervisorRating, selfAssessment, peerInput } = record
  const justification = supervisorRating.justification.trim()
  const rated = ofRole(form, 'supervisor', supervisorRating.answers)
  const why = { title: 'Justification', level: undefined, texts: [supervisorRating.justification] }
  return [
    ...changesOf(record),
    {
      title: 'Supervisor’s rating',
      remark: undefined,
      groups: justification === '' ? rated : [...rated, { title: undefined, answers: [why] }],
    },
    {
      title: 'Self-assessment',
      remark: selfAssessment === null ? 'It was left out: it did not come in time.' : undefined,
      groups: selfAssessment === null ? [] : ofRole(form, 'self', selfAssessment),
    },
    { title: 'Peer input', ...ofPeers(form, peerInput) },
  ]
}

function ofRole(form: FormVersion, role: RaterRole, answers: Answers) {
  return sectionsForRole(form, role).map((section) => ({
    title: section.title,
    answers: section.items.map((item) => {
      const answer = Object.hasOwn(answers, item.itemId) ? answers[item.itemId] : undefined
      return item.kind === 'scale'
        ? { title: item.title, level: levelInWords(form, answer), texts: undefined }
        : { title: item.title, level: undefined, texts: textsOf(answer) }
    }),
  }))
}

const textsOf = (answer: Answer | undefined) =>
  answer !== undefined && 'text' in answer && answer.text.trim() !== '' ? [answer.text] : []

function ofPeers(form: FormVersion, summary: PeerSummary): Pick<RecordPart, 'remark' | 'groups'> {
  if (summary.asked === 0) return { remark: 'No colleagues were asked.', groups: [] }
  if (summary.answered === null) {
    return {
      remark: 'Too few colleagues answered for their input to be shown without showing who wrote it.',
      groups: [],
    }
  }
  const titles = new Map(
    form.sections.flatMap((section) => section.items.map((item) => [item.itemId, item.title] as const)),
  )
  return {
    remark: `${summary.answered} of ${summary.asked} colleagues answered. Their words stand in no order.`,
    groups: [
      {
        title: undefined,
        answers: inFormOrder(form, summary.items).map(({ itemId, mean, texts }) => ({
          title: titles.get(itemId) ?? itemId,
          level: mean === null ? undefined : `mean ${mean}`,
          texts: texts.length === 0 ? undefined : texts,
        })),
      },
    ],
  }
}

function levelInWords(form: FormVersion, answer: Answer | undefined): string {
  if (answer === undefined) return 'no answer'
  if ('notRated' in answer) return form.scale.notRated.name
  return 'text' in answer ? answer.text : ratingInWords(form, answer.level)
}

export function ratingInWords(form: FormVersion, rating: number | null): string {
  return rating === null ? 'not rated' : `${rating} – ${form.scale.levels[rating - 1]?.name ?? ''}`
}

/** What a record says of what it lacks: no rating of record, or less than others because somebody joined late. */
export function remarksOf({ notRated, incomplete }: ReviewRecord): { term: string; value: string }[] {
  return [
    ...(notRated === undefined ? [] : [{ term: 'Why it is not rated', value: notRated }]),
    ...(incomplete === undefined ? [] : [{ term: 'Incomplete', value: incomplete }]),
  ]
}
