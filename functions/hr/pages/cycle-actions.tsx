import type { ComponentChildren } from 'preact'
import type { ReviewCycle } from '../../domain/cycle.ts'
import { Button, ButtonLink, ButtonRow } from '../../layout/button.tsx'
import { PostForm } from '../../layout/post-form.tsx'

/** What HR can do now. What cannot be taken back says first what it does. */
export function CycleActions({ cycle }: { cycle: ReviewCycle }) {
  const path = `/hr/cycles/${cycle.cycleId}`
  const again = <a href={`/hr/cycles/new?from=${cycle.cycleId}`}>Plan another one like it</a>
  switch (cycle.status) {
    case 'draft':
      return (
        <>
          <div class="button-row">
            <ButtonLink href={`${path}/rehearsal`}>Rehearse the launch</ButtonLink>
            <PostForm action={`${path}/schedule`} label="Schedule">
              <Button kind="secondary">Schedule the launch</Button>
            </PostForm>
          </div>
          <ChangePlan path={path} />
          <LaunchNow path={path} />
          <Cancel path={path} />
          <p>{again}</p>
        </>
      )
    case 'scheduled':
      return (
        <>
          <div class="button-row">
            <ButtonLink href={`${path}/rehearsal`} kind="secondary">
              Rehearse the launch
            </ButtonLink>
            <PostForm action={`${path}/schedule`} label="Schedule again">
              <Button kind="quiet">Set the launch again</Button>
            </PostForm>
          </div>
          <ChangePlan path={path} />
          <LaunchNow path={path} />
          <Cancel path={path} />
          <p>{again}</p>
        </>
      )
    case 'opening':
      return <LaunchNow path={path} />
    case 'running':
      if (cycle.pausedAt !== undefined) return <GoOn path={path} />
      return (
        <>
          <Careful
            summary="Release the results now"
            action={`${path}/release`}
            button="Release now"
            kind="primary"
          >
            Everybody who has been rated sees their review at once, and is asked to sign. Reviews without a
            rating follow one by one when they are rated. This cannot be taken back.
          </Careful>
          <p>
            <a href={`${path}/add-somebody`}>Add somebody</a> · <a href={`${path}/pause`}>Pause the cycle</a>
          </p>
        </>
      )
    case 'released':
      if (cycle.pausedAt !== undefined) return <GoOn path={path} />
      return (
        <>
          <Careful summary="Close the cycle now" action={`${path}/close`} button="Close now" kind="danger">
            Nobody can sign any more. Reviews without both signatures are listed as exceptions. This cannot be
            taken back.
          </Careful>
          <p>
            <a href={`${path}/close`}>See what closing would list</a> ·{' '}
            <a href={`${path}/pause`}>Pause the cycle</a>
          </p>
        </>
      )
    case 'closed':
    case 'cancelled':
      return <p>{again}</p>
  }
}

function GoOn({ path }: { path: string }) {
  return (
    <ButtonRow>
      <ButtonLink href={`${path}/resume`}>Let it go on</ButtonLink>
    </ButtonRow>
  )
}

function ChangePlan({ path }: { path: string }) {
  return (
    <p>
      <a href={`${path}/plan`}>Look at the calendar and change the plan</a>, or{' '}
      <a href={`${path}/reschedule`}>move the launch</a>
    </p>
  )
}

function LaunchNow({ path }: { path: string }) {
  return (
    <Careful summary="Launch now" action={`${path}/launch-now`} button="Launch now" kind="secondary">
      The first e-mails go out within a minute or two. People, form and peers are fixed from then on.
    </Careful>
  )
}

function Cancel({ path }: { path: string }) {
  return (
    <Careful summary="Cancel this cycle" action={`${path}/cancel`} button="Cancel the cycle" kind="danger">
      It will not be launched. Nobody has been told anything yet.
    </Careful>
  )
}

function Careful(props: {
  summary: string
  action: string
  button: string
  kind: 'primary' | 'secondary' | 'danger'
  children: ComponentChildren
}) {
  return (
    <details>
      <summary>{props.summary}</summary>
      <p>{props.children}</p>
      <PostForm action={props.action} label={props.summary}>
        <Button kind={props.kind}>{props.button}</Button>
      </PostForm>
    </details>
  )
}
