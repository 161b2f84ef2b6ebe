import { Button } from '../../layout/button.tsx'
import { FileField } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { ErrorSummary } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import { ImportSteps } from './import-steps.tsx'

/** First step of an import: the file. */
export function PeopleFilePage(props: { errors: FieldErrors }) {
  return (
    <>
      <ImportSteps now="file" />
      <ErrorSummary errors={props.errors} />
      <p class="lead">
        Choose a CSV file with one row for each person. You will see how it is read, then what it would
        change; nothing is saved before you confirm it.
      </p>
      <p>
        The file needs names. Employee IDs, e-mail addresses, supervisors, managers, departments, locations,
        job titles, tenure, shifts, hire dates and time zones are taken where they are there. Columns may
        stand in any order and under any heading.
      </p>
      <PostForm action="/hr/people/imports" holdsFiles packsFile>
        <FileField
          name="file"
          label="File with your people"
          hint="CSV as your HR system or a spreadsheet saves it: up to 50,000 people. At most 4 MB, or 24 MB where scripts are on."
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          error={props.errors.file}
        />
        <Button>Show how it is read</Button>
      </PostForm>
      <p class="quiet">The file is kept until it is imported, for a day at most, and then deleted.</p>
    </>
  )
}
