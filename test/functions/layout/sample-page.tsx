import type { VNode } from 'preact'
import { Button, ButtonLink, ButtonRow } from '../../../functions/layout/button.tsx'
import { CardList } from '../../../functions/layout/card-list.tsx'
import { BarList } from '../../../functions/layout/chart.tsx'
import { Checkbox, CheckboxGroup, RadioGroup, RadioScale } from '../../../functions/layout/choice.tsx'
import { EmptyState } from '../../../functions/layout/empty-state.tsx'
import {
  DateField,
  FileField,
  Select,
  TextArea,
  TextField,
  TimeField,
} from '../../../functions/layout/field.tsx'
import { Day, Moment } from '../../../functions/layout/moment.tsx'
import { ErrorSummary, Notice } from '../../../functions/layout/notice.tsx'
import { Pagination } from '../../../functions/layout/pagination.tsx'
import { PostForm } from '../../../functions/layout/post-form.tsx'
import { Journey, Progress } from '../../../functions/layout/progress.tsx'
import { StatusWord } from '../../../functions/layout/status-word.tsx'
import { SummaryList } from '../../../functions/layout/summary-list.tsx'
import { Table } from '../../../functions/layout/table.tsx'
import { Words } from '../../../functions/layout/words.tsx'

const people = [
  {
    id: 'per_1',
    name: 'Ines Okafor',
    team: 'Chat support, evening shift',
    late: 0,
    state: 'good',
    word: 'Handed in',
  },
  {
    id: 'per_2',
    name: 'Tomáš Bartholomew-Featherstonehaugh',
    team: 'Phone',
    late: 3,
    state: 'attention',
    word: 'Late',
  },
  { id: 'per_3', name: 'Li Wei', team: 'E-mail', late: 12, state: 'quiet', word: 'Not open' },
] as const

/** A page of numbers and lists: what HR sees of a running cycle. */
export function SampleOverview(): VNode {
  return (
    <>
      <Notice kind="success" title="The cycle is scheduled.">
        <p>
          It starts on <Moment at="2026-03-31T07:00:00Z" timeZone="Europe/Berlin" />. Until then you can
          change everything.
        </p>
      </Notice>
      <Progress label="Self-assessments" done={12} total={30} />
      <Progress label="Peer input" done={51} total={120} />
      <ButtonRow>
        <ButtonLink href="/hr/cycles/new">Schedule a cycle</ButtonLink>
        <ButtonLink kind="secondary" href="/hr/people/import">
          Import people
        </ButtonLink>
      </ButtonRow>
      <h2>Who is in it</h2>
      <Table
        caption="People of the spring cycle"
        rows={people}
        rowKey={({ id }) => id}
        columns={[
          {
            heading: 'Name',
            cell: ({ id, name }) => <a href={`/hr/people/${id}`}>{name}</a>,
            namesTheRow: true,
          },
          { heading: 'Team', cell: ({ team }) => team },
          {
            heading: 'Self-assessment',
            cell: ({ state, word }) => <StatusWord tone={state}>{word}</StatusWord>,
          },
          { heading: 'Days late', cell: ({ late }) => late, kind: 'number' },
        ]}
      />
      <Pagination
        label="Pages of people"
        here="Rows 51 to 53"
        previousHref="/hr?page=1"
        nextHref="/hr?page=3"
      />
      <h2>How the ratings spread</h2>
      <BarList
        caption="Proposed ratings"
        bars={[
          { label: 'Exemplary', value: 4, text: '4 people' },
          { label: 'Strong', value: 14, text: '14 people' },
          { label: 'Developing', value: 9, text: '9 people' },
          { label: 'Not rated', value: 0, text: 'nobody' },
        ]}
      />
      <h2>About this cycle</h2>
      <SummaryList
        rows={[
          { term: 'Review period', value: 'January to March 2026' },
          {
            term: 'Self-assessment due',
            value: <Day date="2026-04-12" />,
            action: { label: 'Change', about: 'the due date', href: '/hr/due' },
          },
          { term: 'Time zone', value: 'Europe/Berlin' },
        ]}
      />
      <h2>Earlier cycles</h2>
      <EmptyState title="There is no earlier cycle">
        <p>When a cycle has closed, you find its record here.</p>
      </EmptyState>
    </>
  )
}

/** A page of one person: what waits, where the review stands, and a form with something to mend. */
export function SampleForm(): VNode {
  const errors = {
    'rating-listening': 'Choose the level that fits best, or say that you cannot tell.',
    strength: 'This is needed. Please fill it in.',
    form: 'Your supervisor changed this form in another tab. Both texts are below.',
  }
  return (
    <>
      <ErrorSummary errors={errors} />
      <CardList
        label="What waits for you"
        cards={[
          {
            href: '/my/steps/1',
            title: 'Your self-assessment',
            status: <StatusWord tone="attention">Due tomorrow</StatusWord>,
            detail: 'About 20 minutes. You can stop and go on later.',
          },
          {
            href: '/my/steps/2',
            title: 'Peer input for Ines Okafor',
            status: <StatusWord tone="going">In draft</StatusWord>,
            detail: <p>Four questions. Ines never sees who wrote what.</p>,
          },
        ]}
      />
      <h2>Where your review stands</h2>
      <Journey
        label="Steps of your review"
        steps={[
          { label: 'Self-assessment', state: 'now', detail: 'by 12 April 2026' },
          { label: 'Peer input', state: 'done', detail: 'handed in by all four' },
          { label: 'Supervisor rating', state: 'later' },
          { label: 'Second look', state: 'skipped' },
        ]}
      />
      <h2>Your answers</h2>
      <PostForm action="/my/steps/1" holdsFiles>
        <RadioScale
          name="rating-listening"
          label="Listening to customers"
          hint="Think of the last three months."
          error={errors['rating-listening']}
          value="2"
          levels={[
            {
              value: '1',
              label: 'Beginning',
              anchor: 'Answers the first question and misses the one behind it.',
            },
            {
              value: '2',
              label: 'Solid',
              anchor: 'Sums up what the customer needs before offering anything.',
            },
            { value: '3', label: 'Exemplary', anchor: 'Finds the need that the customer had no words for.' },
          ]}
          apart={{ value: 'notRated', label: 'I cannot tell', hint: 'This never counts as a low rating.' }}
        />
        <TextArea
          name="strength"
          label="One strength, with an example"
          hint="Two or three sentences are enough."
          error={errors.strength}
          value={'\n  An <i>example</i>\n\nwith lines'}
        />
        <TextField
          name="code"
          label="Code from the e-mail"
          inputMode="numeric"
          width="short"
          value="123456"
        />
        <Select
          name="form"
          label="Form"
          nothingChosen="Choose a form"
          options={[{ value: 'cs', label: 'Customer service, version 3' }]}
        />
        <DateField name="due" label="Due date" value="2026-04-12" hint="A working day." />
        <TimeField name="at" label="Starts at" value="09:00" />
        <FileField name="people" label="File of people" accept=".csv" optional />
        <RadioGroup
          name="agree"
          label="Do you agree with this rating?"
          options={[
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No', hint: 'You can say why. Signing means that you have seen it.' },
          ]}
        />
        <CheckboxGroup
          name="teams"
          label="Teams"
          values={['phone']}
          options={[
            { value: 'phone', label: 'Phone' },
            { value: 'chat', label: 'Chat' },
          ]}
        />
        <Checkbox name="seen" label="I have read this record" hint="All of it, to the end." />
        <ButtonRow>
          <Button>Hand in</Button>
          <Button kind="secondary" name="act" value="draft">
            Save as draft
          </Button>
          <Button kind="danger" name="act" value="decline">
            Decline
          </Button>
        </ButtonRow>
      </PostForm>
      <h2>What your supervisor wrote</h2>
      <Words by="Dana Whitfield, 3 April 2026">{'Calm with angry customers.\n\nأحسنت'}</Words>
      <details>
        <summary>What happens to my words?</summary>
        <p>Your supervisor reads them when both of you have handed in.</p>
      </details>
    </>
  )
}
