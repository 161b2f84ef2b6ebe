import { Button } from '../../layout/button.tsx'
import { FileField } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { ErrorSummary } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { ImportOptionFields, type ImportOptionValues } from './import-options.tsx'

/** First step of an import: the file, and what may be made up where it says nothing. */
export function PeopleFilePage(props: { values: ImportOptionValues; errors: FieldErrors }) {
  return (
    <>
      <ErrorSummary errors={props.errors} />
      <p class="lead">
        Choose a CSV file with one row for each person. The next page shows what it would change; nothing is
        saved before you confirm it.
      </p>
      <p>
        The file needs names. Employee IDs, e-mail addresses, supervisors, managers, departments, locations,
        job titles, tenure, shifts, hire dates and time zones are taken where they are there. Columns may
        stand in any order and under any heading.
      </p>
      <PostForm action="/hr/people/import/preview" holdsFiles>
        <FileField
          name="file"
          label="File with your people"
          hint="CSV as your HR system or a spreadsheet saves it, at most 4 MB."
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          error={props.errors.file}
        />
        <ImportOptionFields values={props.values} errors={props.errors} />
        <Button>Show what would change</Button>
      </PostForm>
    </>
  )
}
