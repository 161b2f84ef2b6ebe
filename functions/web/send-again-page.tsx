import { Button } from '../layout/button.tsx'
import type { TypedForm } from '../layout/field-errors.ts'
import { PostForm } from '../layout/post-form.tsx'

/**
 * Shown instead of losing what somebody typed, when their session ended or was renewed while they wrote. Their words go
 * back to the browser that sent them just now from one of our own pages, and are sent again only by a click.
 */
export function SendAgainPage(props: {
  action: string
  typed: TypedForm
  signedIn: boolean
  signInHref?: string | undefined
}) {
  return (
    <>
      {props.signedIn ? (
        <p class="lead">
          You opened a new session while this form was open. Nothing has been saved yet, and nothing is lost:
          what you typed is still here.
        </p>
      ) : (
        <p class="lead">
          Nothing has been saved yet, and nothing is lost: what you typed is still here.{' '}
          {props.signInHref === undefined ? (
            <>
              First open the link in your e-mail again, in another tab. Then come back to this tab and send
              it.
            </>
          ) : (
            <>
              First{' '}
              <a href={props.signInHref} target="_blank" rel="noopener">
                sign in again in another tab
              </a>
              . Then come back to this tab and send it.
            </>
          )}
        </p>
      )}
      <PostForm action={props.action}>
        {Object.entries(props.typed).flatMap(([name, value]) =>
          (typeof value === 'string' ? [value] : value).map((one, index) => (
            <input key={`${name}-${index}`} type="hidden" name={name} value={one} />
          )),
        )}
        <Button>Send it now</Button>
      </PostForm>
    </>
  )
}
