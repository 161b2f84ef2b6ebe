import { Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { Settings } from '../settings.ts'

/** How our mail is sent: over TLS only, never to a suppressed address, and with word of what comes back. */
export class Sender extends ConfigurationSet {
  readonly #address: string

  constructor(scope: Construct, id: string, settings: Settings, returned: ITopic) {
    super(scope, id, {
      reputationMetrics: true,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    })
    this.#address = settings.mailFrom
    this.addEventDestination('Returned', {
      destination: EventDestination.snsTopic(returned),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.REJECT],
    })
    if (settings.mailDomain !== undefined)
      new EmailIdentity(this, 'Identity', {
        identity: Identity.domain(settings.mailDomain),
        configurationSet: this,
      })
  }

  /** Send as the one address. SES checks the identity of the address, or of its domain, and the configuration set. */
  right(): PolicyStatement {
    const ses = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: 'ses', resource, resourceName })
    return new PolicyStatement({
      actions: ['ses:SendEmail'],
      resources: [
        ses('identity', this.#address),
        ses('identity', this.#address.slice(this.#address.indexOf('@') + 1)),
        ses('configuration-set', this.configurationSetName),
      ],
      conditions: { StringEquals: { 'ses:FromAddress': this.#address } },
    })
  }
}
