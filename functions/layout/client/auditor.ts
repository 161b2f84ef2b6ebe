/** What the auditors' pages run in the browser, beside what verifies the log. */
import { everyForm } from './every-form.ts'

everyForm()
