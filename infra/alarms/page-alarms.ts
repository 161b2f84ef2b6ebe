import type { Construct } from 'constructs'
import type { AddressStack } from '../address-stack.ts'
import { type Operators, spokenAlarm, total } from '../constructs/alarm.ts'
import type { WebStack } from '../web-stack.ts'

/** What keeps visitors from the pages. */
export function pageAlarms(
  scope: Construct,
  address: AddressStack,
  web: WebStack,
  operators: Operators,
): void {
  const alarm = spokenAlarm(scope, operators)
  alarm('PagesFail', address.api.metricServerError(total), {
    above: 5,
    sentence:
      'Visitors see an error page instead of their form; find the first 5xx in the access log and the function of its route.',
  })
  alarm('HrFails', web.hr.metricErrors(total), {
    above: 3,
    sentence: 'HR cannot work with cycles or people; read the log of Hr.',
  })
  alarm('ParticipantFails', web.participant.metricErrors(total), {
    above: 3,
    sentence: 'People cannot open, fill in or sign their reviews; read the log of Participant.',
  })
  alarm('AuditorFails', web.auditor.metricErrors(total), {
    above: 3,
    sentence: 'Auditors cannot read the trail or the records; read the log of Auditor.',
  })
  alarm('ImportPeopleFails', web.importPeople.metricErrors(total), {
    above: 2,
    sentence:
      'An import that HR has confirmed does not go on; read the log of ImportPeople for the first error, which names the import.',
  })
  alarm('ImportPeopleStands', web.importPeople.metricInvocations(total), {
    atMost: 0,
    periods: 3,
    sentence:
      'Imports do not go on and uploaded people files stay, because ImportPeople has not run for fifteen minutes; look at the schedule ImportEveryMinute.',
  })
}
