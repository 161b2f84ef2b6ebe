import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { largest, type Operators, spokenAlarm, total } from '../constructs/alarm.ts'
import type { MailStack } from '../mail-stack.ts'

/** What keeps people from hearing what waits for them. */
export function mailAlarms(scope: Construct, mail: MailStack, operators: Operators): void {
  const alarm = spokenAlarm(scope, operators)
  alarm('MailUndeliverable', mail.undeliverable.metricApproximateNumberOfMessagesVisible(largest), {
    above: 0,
    sentence:
      'Somebody was not told what waits for them, because a mail failed five times; read the message in MailDeadLetters, mend the cause and move it back.',
  })
  alarm('MailWaits', mail.queue.metricApproximateAgeOfOldestMessage(largest), {
    above: 15 * 60,
    sentence:
      'People get their mail more than fifteen minutes late, signing codes included; look at the errors of SendMail and at the sending rate of SES.',
  })
  alarm('SendMailFails', mail.sendMail.metricErrors(total), {
    above: 3,
    periods: 2,
    sentence: 'People get their mail late or, after five tries, not at all; read the log of SendMail.',
  })
  alarm('RecordMailEventsFails', mail.recordMailEvents.metricErrors(total), {
    above: 3,
    periods: 2,
    sentence:
      'HR does not see which addresses bounce, and clocks keep running for people without mail; read the log of RecordMailEvents.',
  })
  // AWS reviews accounts above 5 % bounces and 0.1 % complaints; half of that leaves time to act.
  alarm('MailBounces', reputation('Reputation.BounceRate', mail), {
    above: 0.025,
    sentence:
      'AWS stops all our mail if the bounce rate reaches 5 %; correct the addresses that HR sees as bounced before the next reminder.',
  })
  alarm('MailComplaints', reputation('Reputation.ComplaintRate', mail), {
    above: 0.0005,
    sentence:
      'AWS stops all our mail if complaints reach 0.1 %; find out who marked a mail as spam and tell people what the mails are for.',
  })
}

function reputation(metricName: string, { sender }: MailStack): Metric {
  return new Metric({
    namespace: 'AWS/SES',
    metricName,
    dimensionsMap: { 'ses:configuration-set': sender.configurationSetName },
    period: Duration.hours(1),
    statistic: 'Maximum',
  })
}
