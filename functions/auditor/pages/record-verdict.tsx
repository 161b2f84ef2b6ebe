import { Notice } from '../../layout/notice.tsx'
import type { RecordState } from '../show-review.tsx'

export function RecordVerdict({ state }: { state: RecordState }) {
  if (state === 'none') return null
  if (state === 'fits') {
    return (
      <Notice kind="success" title="The stored record is the one that was released">
        <p>Its fingerprint, calculated just now, is the one that was released and that signatures cover.</p>
      </Notice>
    )
  }
  return (
    <Notice kind="attention" title="The stored record is not the one that was released">
      <p>
        Its fingerprint differs from the one in the trail, or the record is gone. Do not rely on what is shown
        of it.
      </p>
    </Notice>
  )
}
