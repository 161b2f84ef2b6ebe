import { dateInWords } from '../../../domain/calendar.ts'
import type { Series } from '../../../domain/series.ts'
import { rhythmInWords } from '../../../domain/series-rhythm.ts'
import { Button, ButtonRow } from '../../../layout/button.tsx'
import { RadioGroup } from '../../../layout/choice.tsx'
import { EmptyState } from '../../../layout/empty-state.tsx'
import { DateField, Select, TextField } from '../../../layout/field.tsx'
import type { FieldErrors, TypedForm } from '../../../layout/field-errors.ts'
import { ErrorSummary, Notice } from '../../../layout/notice.tsx'
import { PostForm } from '../../../layout/post-form.tsx'
import { StatusWord } from '../../../layout/status-word.tsx'
import { timeZoneOptions } from '../time-zone-options.ts'
import { typedText } from '../typed-text.ts'
import { fieldOf } from './plan-fields.tsx'

type SeriesSummary = Pick<
  Series,
  'seriesId' | 'name' | 'state' | 'rhythm' | 'leadDays' | 'launches' | 'made'
> & {
  next: { launchOn: string; makeOn: string } | undefined
}

export interface SeriesPageProps {
  series: readonly SeriesSummary[]
  templates: readonly { templateId: string; name: string }[]
  typed: TypedForm
  errors: FieldErrors
  done: 'begun' | 'paused' | 'resumed' | 'ended' | undefined
  refusal: string | undefined
  knowsHireDates: boolean
}

const doneWords = {
  begun: 'The series has begun',
  paused: 'The series rests',
  resumed: 'The series goes on',
  ended: 'The series has ended',
}

/** Cycles that come again and again, what each has made, and the form for another one. */
export function SeriesPage(props: SeriesPageProps) {
  return (
    <>
      <ErrorSummary errors={props.errors} />
      {props.refusal !== undefined && (
        <Notice kind="attention" title="That was not done">
          <p>{props.refusal}</p>
        </Notice>
      )}
      {props.done !== undefined && <Notice kind="success" title={doneWords[props.done]} />}
      <p class="lead">
        A series makes its cycles some days before each launch, so that you can look at them, change them or
        cancel them.
      </p>
      {props.series.length === 0 ? (
        <EmptyState title="No series yet">
          <p>Begin one below: from a template, in a rhythm.</p>
        </EmptyState>
      ) : (
        props.series.map((series) => <OneSeries key={series.seriesId} {...series} />)
      )}
      <h2>Begin a series</h2>
      <PostForm action="/hr/series">
        <TextField {...fieldOf(props, 'name')} label="Name of the series" maxLength={120} />
        <Select
          {...fieldOf(props, 'template')}
          label="Template of its cycles"
          options={props.templates.map(({ templateId, name }) => ({ value: templateId, label: name }))}
        />
        <RadioGroup
          {...fieldOf(props, 'rhythm')}
          label="How often"
          options={[
            { value: 'quarterly', label: 'Every quarter' },
            { value: 'half-yearly', label: 'Every half-year' },
            { value: 'yearly', label: 'Every year' },
            {
              value: 'anniversary',
              label: 'Anniversaries of the hire date',
              hint: 'Each month one cycle, for the people whose anniversary falls into it.',
            },
            {
              value: 'probation',
              label: 'So many days after the hire date',
              hint: 'Each month one cycle, for the people whose day falls into it.',
            },
          ]}
        />
        {!props.knowsHireDates && (
          <p class="hint">No hire dates are known yet: import them for anniversaries and probation.</p>
        )}
        <TextField
          {...fieldOf(props, 'daysAfterHire')}
          label="Days after the hire date"
          hint="For the last kind only, such as 90 for a probation of three months."
          inputMode="numeric"
          width="short"
        />
        <DateField
          {...fieldOf(props, 'firstOn')}
          label="First launch day"
          hint="The others follow from it."
        />
        <Select
          {...fieldOf(props, 'timeZone')}
          label="Time zone"
          options={timeZoneOptions(typedText(props.typed, 'timeZone'))}
        />
        <TextField
          {...fieldOf(props, 'leadDays')}
          label="Days before its launch on which each cycle is made"
          hint="1 to 90."
          inputMode="numeric"
          width="short"
        />
        <RadioGroup
          {...fieldOf(props, 'launches')}
          label="Its cycles are launched"
          options={[
            { value: 'afterALook', label: 'When you schedule them', hint: 'Each is made as a draft.' },
            {
              value: 'byItself',
              label: 'By themselves',
              hint: 'Each is made scheduled; you can still change or cancel it.',
            },
          ]}
        />
        <Button>Begin the series</Button>
      </PostForm>
    </>
  )
}

function OneSeries({ seriesId, name, state, rhythm, leadDays, launches, next, made }: SeriesSummary) {
  const path = `/hr/series/${seriesId}`
  return (
    <section aria-labelledby={seriesId}>
      <h2 id={seriesId}>
        {name}{' '}
        <StatusWord tone={state === 'active' ? 'going' : 'quiet'}>
          {{ active: 'active', paused: 'rests', ended: 'ended' }[state]}
        </StatusWord>
      </h2>
      <p>
        Comes {rhythmInWords(rhythm)}.{' '}
        {next !== undefined &&
          `Next: made on ${dateInWords(next.makeOn)} (${leadDays} days before) for the launch on ${dateInWords(next.launchOn)}, ${launches === 'byItself' ? 'and launched by itself' : 'as a draft'}.`}
      </p>
      {made.length > 0 && (
        <ul>
          {made.map(({ on, cycleId, because }) => (
            <li key={on}>
              {cycleId === undefined ? (
                `${dateInWords(on)}: left out, because ${because}`
              ) : (
                <a href={`/hr/cycles/${cycleId}`}>{dateInWords(on)}</a>
              )}
            </li>
          ))}
        </ul>
      )}
      {state !== 'ended' && (
        <ButtonRow>
          <PostForm
            action={`${path}/${state === 'active' ? 'pause' : 'resume'}`}
            label={`Pause or resume ${name}`}
          >
            <Button kind="secondary">{state === 'active' ? 'Let it rest' : 'Let it go on'}</Button>
          </PostForm>
          <PostForm action={`${path}/end`} label={`End ${name}`}>
            <Button kind="danger">End the series</Button>
          </PostForm>
        </ButtonRow>
      )}
    </section>
  )
}
