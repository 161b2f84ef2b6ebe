import { Notice } from '../../layout/notice.tsx'
import type { RecordState } from '../record-state.ts'

export function RecordVerdict({ state }: { state: RecordState }) {
  if (state === 'none') return null
  if (state === 'fits') {
    return (
      <Notice kind="success" title="The stored record is the one that was released">
        <p>
          Its fingerprint, calculated just now, is the one in the trail’s entry of the release and in every
          entry of a signature.
        </p>
      </Notice>
    )
  }
  if (state === 'erased') {
    return (
      <Notice kind="info" title="The record was erased">
        <p>
          The register names its release among the entries whose values are gone. What was signed is no longer
          there to read; that it was signed, when and with which meaning still stands in the log.
        </p>
      </Notice>
    )
  }
  if (state === 'unproven') {
    return (
      <Notice kind="attention" title="Nothing proves the stored record">
        <p>
          The entries that name its fingerprint are part of a chain that does not hold. It may or may not be
          what was released.
        </p>
      </Notice>
    )
  }
  return (
    <Notice kind="attention" title="The stored record is not the one that was released">
      <p>
        Its fingerprint differs from the one that the trail’s entries of the release or of the signatures
        name, or the record is gone. Do not rely on what is shown of it.
      </p>
    </Notice>
  )
}
