import type { ComponentChildren } from 'preact'
import { CsrfToken } from './csrf-token.ts'

/** The form field that carries the session's token; taken out again before a route sees the form. */
export const csrfField = 'csrf'

/** Every form that changes something. `holdsFiles` is needed where it has a file field. */
export function PostForm(props: {
  action: string
  holdsFiles?: boolean
  /** The file is sent packed where scripts run; the route has to take `packed` and `fileName`. */
  packsFile?: boolean
  /** Names the form for screen readers where a page has several. */
  label?: string
  /** Asked once more before it is sent, where scripts run; `yes` is the button that then sends it. */
  confirm?: { question: string; yes: string } | undefined
  /** Holds words that nothing else keeps: whoever leaves the page without sending is asked first. */
  keepsWords?: boolean
  /** The part of the room's script that looks after this form. */
  behaviour?: string
  children: ComponentChildren
}) {
  return (
    <form
      method="post"
      action={props.action}
      aria-label={props.label}
      encType={props.holdsFiles ? 'multipart/form-data' : undefined}
      data-confirm={props.confirm?.question}
      data-confirm-yes={props.confirm?.yes}
      data-pack={props.packsFile ? '' : undefined}
      data-keep={props.keepsWords ? '' : undefined}
      data-behaviour={props.behaviour}
      // Our own sentences say what to mend; the browser's bubbles vanish and are not read out everywhere.
      noValidate
    >
      <CsrfToken.Consumer>
        {(token) => token !== undefined && <input type="hidden" name={csrfField} value={token} />}
      </CsrfToken.Consumer>
      {props.children}
    </form>
  )
}
