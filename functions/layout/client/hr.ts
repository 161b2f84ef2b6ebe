/** What HR's pages run in the browser. Each part looks for its own elements and leaves the page alone where there are none. */
import { everyForm } from './every-form.ts'
import { followProgress } from './follow-progress.ts'
import { keepLive } from './keep-live.ts'
import { packFiles } from './pack-files.ts'

// Before the forms' own listeners: what it stops it sends itself.
packFiles()
everyForm()
followProgress()
keepLive()
