import * as z from 'zod'

/** What the reviewee and the supervisor are written to about when a review takes another course than the usual one. */
export const reviewNewsSchema = z.enum([
  'disputed', // a dispute or an appeal has come in
  'decided', // it was decided, and the record stands
  'rated-again', // the record was set aside, and the supervisor rates again
  'to-sign-again', // another record has taken its place, and both sign it
  'to-countersign', // the reviewee has answered; the supervisor signs
])
export type ReviewNews = z.infer<typeof reviewNewsSchema>
