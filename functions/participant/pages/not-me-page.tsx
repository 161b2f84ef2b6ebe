import { Button } from '../../layout/button.tsx'
import { TextField } from '../../layout/field.tsx'
import type { FieldErrors } from '../../layout/field-errors.ts'
import { ErrorSummary } from '../../layout/notice.tsx'
import { PostForm } from '../../layout/post-form.tsx'

/** What has to be typed: no mail scanner does. */
export const NOT_MINE = 'not mine'

/** For whoever got somebody else's mail. Holds nothing of whom it is for. */
export function NotMePage({ action, errors }: { action: string; errors: FieldErrors }) {
  return (
    <>
      <ErrorSummary errors={errors} />
      <p class="lead">
        Did an e-mail about a review reach you that is meant for somebody else? Thank you for telling us.
      </p>
      <p>
        HR is told that the address is wrong, and looks after it. Nobody is told who you are. Please do not
        open the other link in the e-mail, and delete it afterwards.
      </p>
      <PostForm action={action} label="This is not for me">
        <TextField
          name="typed"
          label={`Type “${NOT_MINE}”`}
          hint="Programs open links and press buttons too. This shows that you are none."
          width="middle"
          error={errors.typed}
        />
        <Button>Tell HR</Button>
      </PostForm>
    </>
  )
}

/** Also shown where the link was over already: it tells nothing. */
export function NotMeTold({ helpContact }: { helpContact: string }) {
  return (
    <>
      <p class="lead">If the e-mail was one of ours, HR now knows that it went to the wrong person.</p>
      <p>You can delete it and close this page. If more come, ask {helpContact}.</p>
      <p>
        Do reviews concern you as well? <a href="/my">See what waits for you</a>
      </p>
    </>
  )
}
