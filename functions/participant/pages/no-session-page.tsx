import { ButtonLink } from '../../layout/button.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'

/** For somebody who comes without the link: there is no password to ask for, so this says where the way in is. */
export function NoSessionPage({ helpContact }: { helpContact: string }) {
  return (
    <>
      <p class="lead">
        You come in by the link in your e-mail. There is no password, and nothing to sign up for.
      </p>
      <EmptyState title="What to do now">
        <p>
          Look for the newest e-mail about your review and open the link in it. For your safety you are signed
          out after twelve hours; the link lets you in again.
        </p>
        <p>
          If you cannot find it, or its link opens nothing any more, ask {helpContact} to send you a new one.
          Drafts that you have saved are kept.
        </p>
        <ButtonLink kind="secondary" href="/my">
          I have opened it in another tab: go on
        </ButtonLink>
      </EmptyState>
    </>
  )
}
