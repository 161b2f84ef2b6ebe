import type { Erasure } from '../../domain/erasure.ts'
import type { LegalHold } from '../../domain/legal-hold.ts'
import { EmptyState } from '../../layout/empty-state.tsx'
import { Moment } from '../../layout/moment.tsx'
import { type StatusTone, StatusWord } from '../../layout/status-word.tsx'
import { Table } from '../../layout/table.tsx'

export interface HoldsAndErasuresPageProps {
  holds: readonly (LegalHold & { personId: string; name: string })[]
  erasures: readonly { erasure: Erasure; name: string }[]
  timeZone: string
}

export function HoldsAndErasuresPage({ holds, erasures, timeZone }: HoldsAndErasuresPageProps) {
  return (
    <>
      <p class="lead">
        Both begin on the page of a person. Lifting a hold and erasing somebody take two of you: one asks,
        another one agrees.
      </p>
      {holds.length === 0 ? (
        <EmptyState title="No legal hold stands">
          <p>
            While one stands, nothing of that person can be erased. <a href="/hr/people">Find the person</a>{' '}
            to place one.
          </p>
        </EmptyState>
      ) : (
        <Table
          caption="Legal holds"
          columns={[
            {
              heading: 'Person',
              namesTheRow: true,
              cell: (hold) => (
                <a href={`/hr/people/${hold.personId}/holds`}>
                  <bdi>{hold.name}</bdi>
                </a>
              ),
            },
            { heading: 'Reason', cell: (hold) => <bdi>{hold.reason}</bdi> },
            { heading: 'Placed by', cell: (hold) => <bdi>{hold.placedBy.name}</bdi> },
            { heading: 'Since', cell: (hold) => <Moment at={hold.placedAt} timeZone={timeZone} /> },
            {
              heading: 'State',
              cell: (hold) =>
                hold.liftAsked === undefined ? (
                  <StatusWord tone="good">Stands</StatusWord>
                ) : (
                  <>
                    <StatusWord tone="attention">Needs a second person</StatusWord>{' '}
                    <span class="quiet">
                      <bdi>{hold.liftAsked.by.name}</bdi> asks to lift it
                    </span>
                  </>
                ),
            },
          ]}
          rows={holds}
          rowKey={({ holdId }) => holdId}
        />
      )}
      {erasures.length === 0 ? (
        <EmptyState title="Nobody is to be erased, and nobody was">
          <p>
            <a href="/hr/people">Find the person</a> to see what would go and what would stay.
          </p>
        </EmptyState>
      ) : (
        <Table
          caption="Erasures"
          columns={[
            {
              heading: 'Person',
              namesTheRow: true,
              cell: ({ erasure, name }) => (
                <a href={`/hr/people/${erasure.personId}/erasure`}>
                  <bdi>{name}</bdi>
                </a>
              ),
            },
            {
              heading: 'State',
              cell: ({ erasure }) => (
                <StatusWord tone={states[erasure.status][0]}>{states[erasure.status][1]}</StatusWord>
              ),
            },
            {
              heading: 'Asked for by',
              cell: ({ erasure }) =>
                'requestedAt' in erasure ? <bdi>{erasure.requestedBy.name}</bdi> : 'Two people of HR',
            },
            { heading: 'When', cell: ({ erasure }) => <Moment at={momentOf(erasure)} timeZone={timeZone} /> },
          ]}
          rows={erasures}
          rowKey={({ erasure }) => erasure.erasureId}
        />
      )}
    </>
  )
}

const states: Record<Erasure['status'], [StatusTone, string]> = {
  requested: ['attention', 'Needs a second person'],
  withdrawn: ['quiet', 'Withdrawn'],
  confirmed: ['going', 'Confirmed'],
  erasing: ['going', 'Under way'],
  erased: ['quiet', 'Erased'],
}

/** Of the last thing that somebody, or the erasure, did. */
function momentOf(erasure: Erasure): string {
  switch (erasure.status) {
    case 'requested':
      return erasure.requestedAt
    case 'withdrawn':
      return erasure.withdrawnAt
    case 'confirmed':
      return erasure.confirmedAt
    case 'erasing':
      return erasure.begunAt
    case 'erased':
      return erasure.erasedAt
  }
}
