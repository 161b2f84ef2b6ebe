import { assetRoutes } from '../web/asset-routes.ts'
import type { Route } from '../web/route.ts'
import type { AuditorDependencies } from './auditor-route.ts'
import { browseCycles } from './browse-cycles.tsx'
import { downloadCyclePack } from './download-cycle-pack.ts'
import { downloadEntries } from './download-entries.ts'
import { downloadLogObject } from './download-log-object.ts'
import { downloadPersonPack } from './download-person-pack.ts'
import { downloadRecord } from './download-record.ts'
import { downloadReviewPack } from './download-review-pack.ts'
import { downloadVerifier } from './download-verifier.ts'
import { loadVerifyScript } from './load-verify-script.ts'
import { offerCyclePacks } from './offer-cycle-packs.tsx'
import { offerVerification } from './offer-verification.tsx'
import { auditorRoom } from './room.ts'
import { searchEntries } from './search-entries.tsx'
import { showCycle } from './show-cycle.tsx'
import { showLog } from './show-log.tsx'
import { showRecord } from './show-record.tsx'
import { showRegister } from './show-register.tsx'
import { showReview } from './show-review.tsx'

/** All that an auditor can see; there is no POST, and signing in stands in handler.ts. */
export const auditorRoutes: readonly Route<AuditorDependencies>[] = [
  browseCycles, // GET /audit
  showCycle, // GET /audit/cycles/{cycleId}
  downloadEntries, // GET /audit/cycles/{cycleId}/entries.json
  showReview, // GET /audit/cycles/{cycleId}/reviews/{reviewId}
  showRecord, // GET /audit/cycles/{cycleId}/reviews/{reviewId}/record
  downloadRecord, // GET /audit/cycles/{cycleId}/reviews/{reviewId}/record.pdf
  downloadReviewPack, // GET /audit/cycles/{cycleId}/reviews/{reviewId}/pack.zip
  offerCyclePacks, // GET /audit/cycles/{cycleId}/packs
  downloadCyclePack, // GET /audit/cycles/{cycleId}/pack.zip
  downloadPersonPack, // GET /audit/people/{personId}/pack.zip
  searchEntries, // GET /audit/search
  showLog, // GET /audit/log
  downloadLogObject, // GET /audit/log/{path+}
  showRegister, // GET /audit/register
  offerVerification, // GET /audit/verify
  loadVerifyScript, // GET /audit/verify/page.js
  downloadVerifier, // GET /audit/verify/countersign-verify.mjs

  ...assetRoutes<AuditorDependencies>(auditorRoom.prefix, auditorRoom.script),
]
