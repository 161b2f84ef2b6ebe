import type { CycleShape } from './cycle-shape.ts'

/** Something to start a plan from: shipped with the app, or saved by HR. */
export interface CycleTemplate {
  templateId: string
  name: string
  /** What it is for, in a sentence or two. */
  about: string
  /** Begins the name of each cycle that is made from it. */
  title: string
  shape: CycleShape
  /** The rhythm that a series of it usually has. */
  rhythm: 'quarterly' | 'half-yearly' | 'yearly' | 'anniversary' | 'probation'
}

const everybody: CycleShape['selection'] = { by: 'filter', filter: {}, also: [], without: [] }

/** The templates that everybody has. Days are working days after the launch; all leave what `checkPlan` asks for. */
export const shippedTemplates: readonly CycleTemplate[] = [
  {
    templateId: 'quarterly',
    name: 'Quarterly review',
    about: 'Six weeks, about the last whole quarter, with input from four colleagues.',
    title: 'Performance review',
    rhythm: 'quarterly',
    shape: {
      period: { kind: 'whole', months: 3 },
      lastDays: {
        selfDueOn: 8,
        peerDueOn: 10,
        ratingDueOn: 17,
        releaseOn: 20,
        signDueOn: 25,
        countersignDueOn: 29,
      },
      launchTime: '09:00',
      graceDays: 2,
      selection: everybody,
      peers: { perReview: 4, threshold: 3, loadCap: 6 },
      reminderDaysBefore: [3, 1, 0],
      civilHour: 9,
    },
  },
  {
    templateId: 'half-yearly',
    name: 'Half-yearly review',
    about: 'Seven weeks, about the last whole half-year, with input from four colleagues.',
    title: 'Half-yearly review',
    rhythm: 'half-yearly',
    shape: {
      period: { kind: 'whole', months: 6 },
      lastDays: {
        selfDueOn: 10,
        peerDueOn: 12,
        ratingDueOn: 21,
        releaseOn: 25,
        signDueOn: 30,
        countersignDueOn: 35,
      },
      launchTime: '09:00',
      graceDays: 2,
      selection: everybody,
      peers: { perReview: 4, threshold: 3, loadCap: 6 },
      reminderDaysBefore: [3, 1, 0],
      civilHour: 9,
    },
  },
  {
    templateId: 'yearly',
    name: 'Yearly review',
    about: 'Ten weeks, about the last whole year, with input from five colleagues and more time to write.',
    title: 'Yearly review',
    rhythm: 'yearly',
    shape: {
      period: { kind: 'whole', months: 12 },
      lastDays: {
        selfDueOn: 12,
        peerDueOn: 15,
        ratingDueOn: 30,
        releaseOn: 36,
        signDueOn: 43,
        countersignDueOn: 50,
      },
      launchTime: '09:00',
      graceDays: 3,
      selection: everybody,
      peers: { perReview: 5, threshold: 3, loadCap: 8 },
      reminderDaysBefore: [5, 2, 0],
      civilHour: 9,
    },
  },
  {
    templateId: 'probation',
    name: 'Probation review',
    about:
      'Four weeks, for people whose probation ends: their first months, with input from three colleagues.',
    title: 'Probation review',
    rhythm: 'probation',
    shape: {
      period: { kind: 'months', months: 3 },
      lastDays: {
        selfDueOn: 5,
        peerDueOn: 5,
        ratingDueOn: 9,
        releaseOn: 12,
        signDueOn: 15,
        countersignDueOn: 19,
      },
      launchTime: '09:00',
      graceDays: 1,
      selection: everybody,
      peers: { perReview: 3, threshold: 3, loadCap: 4 },
      reminderDaysBefore: [2, 0],
      civilHour: 9,
    },
  },
  {
    templateId: 'anniversary',
    name: 'Anniversary review',
    about: 'Five and a half weeks, for people whose working year is over, about the last twelve months.',
    title: 'Anniversary review',
    rhythm: 'anniversary',
    shape: {
      period: { kind: 'months', months: 12 },
      lastDays: {
        selfDueOn: 8,
        peerDueOn: 8,
        ratingDueOn: 15,
        releaseOn: 18,
        signDueOn: 23,
        countersignDueOn: 27,
      },
      launchTime: '09:00',
      graceDays: 2,
      selection: everybody,
      peers: { perReview: 4, threshold: 3, loadCap: 6 },
      reminderDaysBefore: [3, 1, 0],
      civilHour: 9,
    },
  },
]

export const quarterlyTemplate = shippedTemplates[0] as CycleTemplate
