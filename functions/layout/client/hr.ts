/** What HR's pages run in the browser. Each part looks for its own elements and leaves the page alone where there are none. */
import { everyForm } from './every-form.ts'

everyForm()
