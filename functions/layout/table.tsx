import type { ComponentChildren } from 'preact'

export interface Column<Row> {
  heading: string
  cell: (row: Row) => ComponentChildren
  /** Numbers line up on the right. */
  kind?: 'text' | 'number'
  /** The cell that names its row, read out with every other cell of it. One per table. */
  namesTheRow?: boolean
}

/** A table that becomes a list of cards on a narrow screen. The caption says what it holds; it may be hidden from sight. */
export function Table<Row>(props: {
  caption: string
  captionHidden?: boolean
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
}) {
  return (
    <table class="table">
      <caption class={props.captionHidden ? 'visually-hidden' : undefined}>{props.caption}</caption>
      <thead>
        <tr>
          {props.columns.map((column) => (
            <th key={column.heading} scope="col" class={column.kind === 'number' ? 'number' : undefined}>
              {column.heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={props.rowKey(row)}>
            {props.columns.map((column) => (
              <Cell key={column.heading} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const content = <div class="cell">{column.cell(row)}</div>
  // The heading again for the cards of a narrow screen, where the head of the table is out of sight.
  return column.namesTheRow ? (
    <th scope="row">{content}</th>
  ) : (
    <td class={column.kind === 'number' ? 'number' : undefined} data-heading={column.heading}>
      {content}
    </td>
  )
}
