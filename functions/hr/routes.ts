import { assetRoutes } from '../web/asset-routes.ts'
import type { Route } from '../web/route.ts'
import { addSomebody } from './add-somebody.tsx'
import { askToLiftHold } from './ask-to-lift-hold.ts'
import { browseCycles } from './browse-cycles.tsx'
import { browseHoldsAndErasures } from './browse-holds-and-erasures.tsx'
import { browsePeople } from './browse-people.tsx'
import { browseSeries } from './browse-series.tsx'
import { cancelCycle } from './cancel-cycle.ts'
import { changePerson } from './change-person.ts'
import { beginSeries, changeSeries } from './change-series.ts'
import { chooseByHand } from './choose-by-hand.ts'
import { chooseImportColumns } from './choose-import-columns.ts'
import { chooseOperation } from './choose-operation.tsx'
import { choosePeopleFile } from './choose-people-file.tsx'
import { closeCycleNow } from './close-cycle-now.ts'
import { confirmErasure } from './confirm-erasure.ts'
import { confirmPeopleImport } from './confirm-people-import.ts'
import { confirmReopening } from './confirm-reopening.ts'
import { decideDispute } from './decide-dispute.ts'
import { deleteTemplate } from './delete-template.ts'
import { discardPeopleImport } from './discard-people-import.ts'
import { doOperation } from './do-operation.tsx'
import { downloadImportReport } from './download-import-report.ts'
import { editPersonForm } from './edit-person.tsx'
import { editPlan } from './edit-plan.ts'
import { exportCycle } from './export-cycle.ts'
import { exportPeople } from './export-people.ts'
import type { HrDependencies } from './hr-route.ts'
import { keepHold } from './keep-hold.ts'
import { launchCycleNow } from './launch-cycle-now.ts'
import { comeBack, leaveCompany } from './leave-company.ts'
import { liftHold } from './lift-hold.ts'
import { nameDecider } from './name-decider.ts'
import { newCycle } from './new-cycle.tsx'
import { offerClose } from './offer-close.tsx'
import { offerLeave } from './offer-leave.tsx'
import { offerPause } from './offer-pause.tsx'
import { offerResume } from './offer-resume.tsx'
import { pauseCycleNow } from './pause-cycle-now.ts'
import { placeHold } from './place-hold.ts'
import { planCycle } from './plan-cycle.ts'
import { previewOperation } from './preview-operation.tsx'
import { releaseResultsNow } from './release-results-now.ts'
import { requestErasure } from './request-erasure.ts'
import { requestReopening } from './request-reopening.ts'
import { reschedule, showReschedule } from './reschedule.tsx'
import { resumeCycleNow } from './resume-cycle-now.ts'
import { hrRoom } from './room.ts'
import { saveAsTemplate } from './save-as-template.ts'
import { savePlan } from './save-plan.ts'
import { scheduleCycle } from './schedule-cycle.ts'
import { sendNewLink } from './send-new-link.ts'
import { settleConcern } from './settle-concern.ts'
import { showCycle } from './show-cycle.tsx'
import { showDisputes } from './show-disputes.tsx'
import { showErasure } from './show-erasure.tsx'
import { showForeseenMail, showForeseenMails } from './show-foreseen-mails.tsx'
import { showHolds } from './show-holds.tsx'
import { showImportChanges } from './show-import-changes.tsx'
import { showLatePeople } from './show-late-people.tsx'
import { showOperation } from './show-operation.ts'
import { showPeopleImport } from './show-people-import.tsx'
import { showPerson } from './show-person.tsx'
import { showPlan } from './show-plan.tsx'
import { showProgress } from './show-progress.tsx'
import { showRefusal } from './show-refusal.tsx'
import { showRehearsal } from './show-rehearsal.tsx'
import { showReopening } from './show-reopening.tsx'
import { showResults } from './show-results.tsx'
import { showReview } from './show-review.tsx'
import { showToday } from './show-today.tsx'
import { uploadPeopleFile } from './upload-people-file.ts'
import { withdrawErasure } from './withdraw-erasure.ts'
import { withdrawReopening } from './withdraw-reopening.ts'
import { witnessRefusal } from './witness-refusal.ts'

/** All that HR can do, in the order in which it is done; signing in stands in handler.ts. */
export const hrRoutes: readonly Route<HrDependencies>[] = [
  showToday, // GET  /hr
  settleConcern, // POST /hr/concerns/{concernId}/settle

  browsePeople, // GET  /hr/people
  exportPeople, // GET  /hr/people/export
  showPerson, // GET  /hr/people/{personId}
  editPersonForm, // GET  /hr/people/{personId}/edit
  changePerson, // POST /hr/people/{personId}
  offerLeave, // GET  /hr/people/{personId}/leave
  leaveCompany, // POST /hr/people/{personId}/leave
  comeBack, // POST /hr/people/{personId}/come-back
  choosePeopleFile, // GET  /hr/people/import
  uploadPeopleFile, // POST /hr/people/imports
  showPeopleImport, // GET  /hr/people/imports/{importId}
  chooseImportColumns, // POST /hr/people/imports/{importId}/columns
  showImportChanges, // GET  /hr/people/imports/{importId}/changes
  downloadImportReport, // GET  /hr/people/imports/{importId}/report
  confirmPeopleImport, // POST /hr/people/imports/{importId}/confirm
  discardPeopleImport, // POST /hr/people/imports/{importId}/discard

  browseHoldsAndErasures, // GET  /hr/holds-and-erasures
  showHolds, // GET  /hr/people/{personId}/holds
  placeHold, // POST /hr/people/{personId}/holds
  askToLiftHold, // POST /hr/people/{personId}/holds/ask-to-lift
  liftHold, // POST /hr/people/{personId}/holds/lift
  keepHold, // POST /hr/people/{personId}/holds/keep
  showErasure, // GET  /hr/people/{personId}/erasure
  requestErasure, // POST /hr/people/{personId}/erasure
  confirmErasure, // POST /hr/people/{personId}/erasure/confirm
  withdrawErasure, // POST /hr/people/{personId}/erasure/withdraw

  browseCycles, // GET  /hr/cycles
  newCycle, // GET  /hr/cycles/new
  planCycle, // POST /hr/cycles
  showCycle, // GET  /hr/cycles/{cycleId}
  browseSeries, // GET  /hr/series
  beginSeries, // POST /hr/series
  changeSeries, // POST /hr/series/{seriesId}/{act}
  showPlan, // GET  /hr/cycles/{cycleId}/plan
  editPlan, // GET  /hr/cycles/{cycleId}/plan/{section}
  savePlan, // POST /hr/cycles/{cycleId}/plan/{section}
  chooseByHand, // POST /hr/cycles/{cycleId}/plan/people/by-hand
  saveAsTemplate, // POST /hr/cycles/{cycleId}/plan/save-as-template
  deleteTemplate, // POST /hr/cycle-templates/{templateId}/delete
  showProgress, // GET  /hr/cycles/{cycleId}/progress
  showLatePeople, // GET  /hr/cycles/{cycleId}/late
  showResults, // GET  /hr/cycles/{cycleId}/results
  exportCycle, // GET  /hr/cycles/{cycleId}/exports/{file}
  showRehearsal, // GET  /hr/cycles/{cycleId}/rehearsal
  showForeseenMails, // GET  /hr/cycles/{cycleId}/rehearsal/people/{personId}
  showForeseenMail, // GET  /hr/cycles/{cycleId}/rehearsal/people/{personId}/mails/{number}
  showReschedule, // GET  /hr/cycles/{cycleId}/reschedule
  reschedule, // POST /hr/cycles/{cycleId}/reschedule
  scheduleCycle, // POST /hr/cycles/{cycleId}/schedule
  launchCycleNow, // POST /hr/cycles/{cycleId}/launch-now
  cancelCycle, // POST /hr/cycles/{cycleId}/cancel
  releaseResultsNow, // POST /hr/cycles/{cycleId}/release
  addSomebody, // GET  /hr/cycles/{cycleId}/add-somebody
  offerPause, // GET  /hr/cycles/{cycleId}/pause
  pauseCycleNow, // POST /hr/cycles/{cycleId}/pause
  offerResume, // GET  /hr/cycles/{cycleId}/resume
  resumeCycleNow, // POST /hr/cycles/{cycleId}/resume
  offerClose, // GET  /hr/cycles/{cycleId}/close
  closeCycleNow, // POST /hr/cycles/{cycleId}/close
  showReview, // GET  /hr/cycles/{cycleId}/reviews/{reviewId}
  showDisputes, // GET  /hr/cycles/{cycleId}/reviews/{reviewId}/disputes
  nameDecider, // POST /hr/cycles/{cycleId}/reviews/{reviewId}/disputes/{number}/decider
  decideDispute, // POST /hr/cycles/{cycleId}/reviews/{reviewId}/disputes/{number}/decision
  showReopening, // GET  /hr/cycles/{cycleId}/reviews/{reviewId}/reopening
  requestReopening, // POST /hr/cycles/{cycleId}/reviews/{reviewId}/reopening
  confirmReopening, // POST /hr/cycles/{cycleId}/reviews/{reviewId}/reopening/confirm
  withdrawReopening, // POST /hr/cycles/{cycleId}/reviews/{reviewId}/reopening/withdraw
  showRefusal, // GET  /hr/cycles/{cycleId}/reviews/{reviewId}/refusal
  witnessRefusal, // POST /hr/cycles/{cycleId}/reviews/{reviewId}/refusal
  sendNewLink, // POST /hr/cycles/{cycleId}/participants/{personId}/new-link

  chooseOperation, // GET  /hr/cycles/{cycleId}/operations
  showOperation, // GET  /hr/cycles/{cycleId}/operations/{operation}
  previewOperation, // POST /hr/cycles/{cycleId}/operations/{operation}/preview
  doOperation, // POST /hr/cycles/{cycleId}/operations/{operation}

  ...assetRoutes<HrDependencies>(hrRoom.prefix, hrRoom.script),
]
