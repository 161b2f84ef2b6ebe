/** What the participants' pages run in the browser. Each part looks for its own elements. */
import { everyForm } from './every-form.ts'

everyForm()
