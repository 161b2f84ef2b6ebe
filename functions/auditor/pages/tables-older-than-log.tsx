import { Notice } from '../../layout/notice.tsx'

/** An auditor repairs nothing; what helps is to know who does, and what to keep until then. */
export const WHO_TO_ASK = 'Ask whoever runs this installation, and keep what you have downloaded.'

/** What is shown came from tables that know less than the published log. */
export function TablesOlderThanLog() {
  return (
    <Notice kind="failure" title="The tables are older than the log: nothing shown here is complete">
      <p>
        The published log holds more entries than the tables that these pages are made of. The tables come
        from an older backup, or somebody took rows away. Entries of any review, cycle or person may be
        missing on every page, whatever else it says. The log itself still has them: verify it, and compare.{' '}
        {WHO_TO_ASK}
      </p>
    </Notice>
  )
}
