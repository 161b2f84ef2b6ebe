import { pick } from './chance.ts'

const MOMENTS = [
  'When a parcel went missing twice in one week',
  'During the rush after the holiday sale',
  'On a long call about a refund that was three weeks late',
  'While two new colleagues were still learning the tools',
  'After a customer had been passed between three teams',
] as const
const DEEDS = [
  'the next steps were put into plain words and kept to the day',
  'the customer got a call back before they had to ask again',
  'the cause was looked up and written down for everybody else',
  'the tone stayed calm and the facts were checked before promising anything',
  'the open cases were shared out so that nobody waited over the weekend',
] as const
const RESULTS = [
  'which the customer mentioned in the survey afterwards.',
  'and the same question has hardly come up since.',
  'so the handover on the next morning took only minutes.',
  'even though the system was slow for most of that day.',
  'and that is what I would like to see more of next time.',
] as const

/** A few honest-sounding sentences of some forty words, none of which means anybody. */
export function remark(chance: () => number): string {
  const sentence = () => `${pick(chance, MOMENTS)} ${pick(chance, DEEDS)}, ${pick(chance, RESULTS)}`
  return `${sentence()} ${sentence()}`
}
