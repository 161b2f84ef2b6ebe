import { Moment } from '../../layout/moment.tsx'
import { Notice } from '../../layout/notice.tsx'
import { Words } from '../../layout/words.tsx'

/** Two windows, or two devices, hold different words: neither is thrown away, and the writer decides. */
export function OtherDraft(props: { savedAt: string; timeZone: string }) {
  return (
    <Notice kind="attention" title="This was also changed in another window">
      <p>
        Other words were saved on <Moment at={props.savedAt} timeZone={props.timeZone} />. Nothing is lost:
        the fields hold what you typed here, and where they differ, the other words stand beside them. Take
        over what you want to keep, then save or send.
      </p>
    </Notice>
  )
}

/** What the other window saved for one question. */
export function OtherText({ children }: { children: string }) {
  return <Words by="Saved in another window">{children === '' ? 'no answer' : children}</Words>
}
