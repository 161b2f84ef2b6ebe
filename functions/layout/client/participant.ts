/** What the participants' pages run in the browser. Each part looks for its own elements. */
import { answerForm } from './answer-form.ts'
import { everyForm } from './every-form.ts'

// Before the others listen: what is on its way is waited for, and only then is the form sent, once.
answerForm()
everyForm()
