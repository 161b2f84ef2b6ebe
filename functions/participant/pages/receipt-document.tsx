import type { ComponentChildren } from 'preact'
import { type Covered, type ReceiptProps, ReceiptView } from './receipt-page.tsx'

const COVERS: Readonly<Record<Covered, string>> = {
  text: 'and that it covers exactly the text with the fingerprint above, which lies in the folder “texts”.',
  /** A colleague's words are bound by a value that only they can disclose. */
  sealed:
    'and that it was sealed over the fingerprint of your words, which lies with its salt in the folder “openings”. The words themselves are not in this file: they are kept apart from your name.',
  erased: 'and that it covers a text with the fingerprint above. The text itself has been erased.',
}

/** A receipt as it lies in the downloaded file, to be read and printed years later, without us. */
export function ReceiptDocument(
  props: Omit<ReceiptProps, 'proof'> & {
    /** Decimal: which entry of the log it is. */
    logIndex: string
    origin: string
    treeSize: number
    vkey: string
    covered: Covered
    /** What the receipt is for: the words or the record. */
    children?: ComponentChildren
  },
) {
  const { logIndex, origin, treeSize, vkey, covered, step } = props
  return (
    <>
      <ReceiptView {...props} />
      <h2>What this proves</h2>
      <ul>
        <li>
          <strong>Proven by calculation:</strong> that this entry, with exactly this time and meaning, stands
          as number {logIndex} in the sign-off log <code>{origin}</code>, which had {treeSize} entries when
          this was made; {COVERS[covered]}
        </li>
        <li>
          <strong>Asserted by whoever runs the log:</strong> that its clock was right, and that whoever used{' '}
          {step.kind.endsWith('Signature') ? 'the mailed link and the mailed code' : 'the mailed link'} was
          the person named.
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
