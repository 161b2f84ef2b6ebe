import type { Person } from '../../domain/person.ts'
import { Button, ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { Notice } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'

/** What the departure of somebody does, before it is done. */
export function LeavePage(props: {
  person: Person
  cycles: readonly { cycleName: string; sentences: readonly string[] }[]
  refusal: string | undefined
}) {
  const { person, cycles, refusal } = props
  const here = `/hr/people/${person.personId}`
  if (refusal !== undefined) {
    return (
      <Notice kind="attention" title="That cannot be done">
        <p>{refusal}</p>
      </Notice>
    )
  }
  return (
    <>
      <p class="lead">
        <bdi>{person.name}</bdi> comes into no new cycle. What they wrote and what was written about them
        stays.
      </p>
      {cycles.length === 0 ? (
        <p>They have no open part in a cycle that runs.</p>
      ) : (
        cycles.map(({ cycleName, sentences }) => (
          <section key={cycleName}>
            <h2>{cycleName}</h2>
            <ul>
              {sentences.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </section>
        ))
      )}
      <PostForm action={`${here}/leave`} label="They have left">
        <ButtonRow>
          <Button kind="danger">They have left the company</Button>
          <ButtonLink kind="secondary" href={here}>
            Go back, nothing is changed
          </ButtonLink>
        </ButtonRow>
      </PostForm>
    </>
  )
}
