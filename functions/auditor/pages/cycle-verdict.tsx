import type { ComponentChildren } from 'preact'
import { Notice } from '../../layout/notice.tsx'
import type { CommittedState } from '../cycle-state.ts'

/** Whether the plan and the reviews of a cycle are still those that its entries committed to. */
export function CycleVerdict({ plan, reviews }: { plan: CommittedState; reviews: CommittedState }) {
  return (
    <>
      {plan === 'fits' && (
        <Fits title="The plan is the one in the trail">
          Dates, form, selection and peers, as they are stored now, have the fingerprint in the last entry.
        </Fits>
      )}
      {plan === 'differs' && (
        <Differs title="The plan is not the one in the trail">
          Its dates, form, selection or peers were changed outside of the app after the last entry.
        </Differs>
      )}
      {plan === 'unproven' && (
        <Differs title="Nothing proves the plan">
          The chain does not hold, or its last entry names no fingerprint of the plan.
        </Differs>
      )}
      {reviews === 'fits' && (
        <Fits title="The reviews are those of the launch">
          The list of all reviews that are there now has the fingerprint in the entry of the launch: none was
          taken away, none was added.
        </Fits>
      )}
      {reviews === 'differs' && (
        <Differs title="The reviews are not those of the launch">
          A review was taken away or added outside of the app after the launch.
        </Differs>
      )}
      {reviews === 'unproven' && (
        <Differs title="Nothing proves that the list of reviews is complete">
          The chain does not hold, or its entry of the launch names no fingerprint of the list.
        </Differs>
      )}
    </>
  )
}

function Fits({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <Notice kind="success" title={title}>
      <p>{children}</p>
    </Notice>
  )
}

function Differs({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <Notice kind="attention" title={title}>
      <p>{children}</p>
    </Notice>
  )
}
