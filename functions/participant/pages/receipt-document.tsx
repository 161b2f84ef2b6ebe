import type { ComponentChildren } from 'preact'
import { type ReceiptProps, ReceiptView } from './receipt-page.tsx'

const COVERED = 'and that it covers exactly the text with the fingerprint above.'
/** A colleague's words are bound by a value that only they can disclose. */
const COMMITTED =
  'and that it was sealed over the fingerprint of your words, which lies with its salt in the folder “openings”.'

/** A receipt as it lies in the downloaded file, to be read and printed years later, without us. */
export function ReceiptDocument(
  props: Omit<ReceiptProps, 'proof'> & {
    /** Decimal: which entry of the log it is. */
    logIndex: string
    origin: string
    treeSize: number
    vkey: string
    /** What the receipt is for: the words or the record. */
    children?: ComponentChildren
  },
) {
  const { logIndex, origin, treeSize, vkey, receipt } = props
  return (
    <>
      <ReceiptView {...props} />
      <h2>What this proves</h2>
      <ul>
        <li>
          <strong>Proven by calculation:</strong> that this entry, with exactly this time and meaning, stands
          as number {logIndex} in the sign-off log <code>{origin}</code>, which had {treeSize} entries when
          this was made; {receipt.recordDigest === null ? COMMITTED : COVERED}
        </li>
        <li>
          <strong>Asserted by whoever runs the log:</strong> that its clock was right, and that whoever used
          the mailed link, and the mailed code, was the person named.
        </li>
      </ul>
      <p>
        README.txt beside this page says how to check it, with the program that lies there too or with other
        people’s. The log’s key is <code>{vkey}</code>; compare it with the key that you have from somewhere
        else.
      </p>
      {props.children}
    </>
  )
}
