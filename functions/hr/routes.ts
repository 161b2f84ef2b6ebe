import { assetRoutes } from '../web/asset-routes.ts'
import type { Route } from '../web/route.ts'
import { browseCycles } from './browse-cycles.tsx'
import { browsePeople } from './browse-people.tsx'
import { cancelCycle } from './cancel-cycle.ts'
import { choosePeopleFile } from './choose-people-file.tsx'
import { closeCycleNow } from './close-cycle-now.ts'
import { extendStep } from './extend-step.ts'
import type { HrDependencies } from './hr-route.ts'
import { importPeople } from './import-people.ts'
import { launchCycleNow } from './launch-cycle-now.ts'
import { newCycle } from './new-cycle.tsx'
import { planCycle } from './plan-cycle.ts'
import { previewPeopleImport } from './preview-people-import.tsx'
import { releaseResultsNow } from './release-results-now.ts'
import { hrRoom } from './room.ts'
import { scheduleCycle } from './schedule-cycle.ts'
import { sendNewLink } from './send-new-link.ts'
import { showCycle } from './show-cycle.tsx'
import { showPerson } from './show-person.tsx'
import { showRehearsal } from './show-rehearsal.tsx'
import { showReview } from './show-review.tsx'
import { showToday } from './show-today.tsx'

/** All that HR can do, in the order in which it is done; signing in stands in handler.ts. */
export const hrRoutes: readonly Route<HrDependencies>[] = [
  showToday, // GET  /hr

  browsePeople, // GET  /hr/people
  showPerson, // GET  /hr/people/{personId}
  choosePeopleFile, // GET  /hr/people/import
  previewPeopleImport, // POST /hr/people/import/preview
  importPeople, // POST /hr/people/import

  browseCycles, // GET  /hr/cycles
  newCycle, // GET  /hr/cycles/new
  planCycle, // POST /hr/cycles
  showCycle, // GET  /hr/cycles/{cycleId}
  showRehearsal, // GET  /hr/cycles/{cycleId}/rehearsal
  scheduleCycle, // POST /hr/cycles/{cycleId}/schedule
  launchCycleNow, // POST /hr/cycles/{cycleId}/launch-now
  cancelCycle, // POST /hr/cycles/{cycleId}/cancel
  releaseResultsNow, // POST /hr/cycles/{cycleId}/release
  closeCycleNow, // POST /hr/cycles/{cycleId}/close
  showReview, // GET  /hr/cycles/{cycleId}/reviews/{reviewId}
  extendStep, // POST /hr/cycles/{cycleId}/reviews/{reviewId}/extend
  sendNewLink, // POST /hr/cycles/{cycleId}/participants/{personId}/new-link

  ...assetRoutes<HrDependencies>(hrRoom.prefix),
]
