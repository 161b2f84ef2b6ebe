import type { VNode } from 'preact'
import type * as z from 'zod'
import type { CycleStatus, ReviewCycle } from '../../domain/cycle.ts'
import type { PersonId } from '../../domain/ids.ts'
import type { OfficerAct } from '../../domain/officer.ts'
import type { Person } from '../../domain/person.ts'
import type { Refusal } from '../../domain/refusal.ts'
import type { Review } from '../../domain/review.ts'
import type { FieldErrors, TypedForm } from '../../layout/field-errors.ts'
import type { MailRequest } from '../../mail/mail-queue.ts'
import type { Database } from '../../store/database.ts'

/** What an operation is done to: somebody's review, or somebody with, or without, a part in the cycle. */
export type Target = { kind: 'review'; review: Review } | { kind: 'person'; personId: PersonId; name: string }

/** Where and by whom something is to be done. Everything below is read once for a preview, and again for each try to do it. */
export interface OperationSituation {
  db: Database
  cycle: ReviewCycle
  act: OfficerAct
  /** Every review of the cycle. Only for looking round: what is decided on is loaded by `plan` itself. */
  reviews(): Promise<readonly Review[]>
  /** Everybody in the company. */
  people(): Promise<readonly Person[]>
}

/** What doing it would mean for one target. What stands in here is what HR sees before; what has changed since is not done. */
export interface Effect {
  /** What happens, a sentence each. They are compared with those of the preview, so they hold no time of the act. */
  sentences: readonly string[]
  /** Drafts that move to somebody else or are set aside. Nothing that was typed is ever deleted. */
  drafts: number
  /** Mails that go once it is done. Several to one person become one. */
  mails: readonly { name: string; request: MailRequest }[]
  /** True where nothing would change, because it stands so already. */
  isDone?: boolean
  /**
   * Writes it, with its entry in the trail, as it was decided when this effect was planned. `false` when somebody was quicker:
   * it is then planned, and compared, again.
   */
  commit(): Promise<boolean>
}

export interface OperationForm {
  typed: TypedForm
  errors: FieldErrors
}

/** What a file in this folder declares: one thing that HR can do in the middle of a cycle, to one or to many. */
export interface OperationDeclaration<Fields extends z.ZodObject> {
  /** Its segment of the path: `extend`. */
  name: string
  /** What it does, as a heading and in lists: "Give more time". */
  title: string
  /** What it is for, in a sentence. */
  purpose: string
  /** On the button that does it. */
  button: string
  /** What it can be done to. Somebody chosen by the other kind stands for what belongs to them. */
  takes: 'reviews' | 'people' | 'both'
  /** Done to one at a time only: a form that is about what one review holds. */
  onlyOne?: boolean
  /** While the cycle is in one of these; `running` and `released` where nothing is said. */
  during?: readonly CycleStatus[]
  /** Who is meant where reviews were chosen and it takes people; the reviewee where nothing is said. */
  peopleOf?(review: Review, situation: OperationSituation): readonly PersonId[]
  /** How many are done at the same time. 1 for what writes an entry into the cycle's own chain. */
  atOnce?: number
  fields: Fields
  /** The fields of its form, without the form around them; what they offer is loaded here. */
  form(
    situation: OperationSituation,
    targets: readonly Target[],
    shown: OperationForm,
  ): VNode | Promise<VNode>
  /** What it would mean for one target. The preview and the doing both ask this, so they cannot differ. */
  plan(situation: OperationSituation, target: Target, fields: z.output<Fields>): Promise<Effect | Refusal>
}

/** An operation as the routes see it, whatever its fields. */
export type Operation = OperationDeclaration<z.ZodObject>

export function operation<Fields extends z.ZodObject>(declaration: OperationDeclaration<Fields>): Operation {
  // The routes have checked the fields with the operation's own schema before they ask it to plan.
  return declaration as unknown as Operation
}

export const nameOf = (target: Target): string =>
  target.kind === 'review' ? target.review.revieweeName : target.name

export const idOf = (target: Target): string =>
  target.kind === 'review' ? target.review.reviewId : target.personId
