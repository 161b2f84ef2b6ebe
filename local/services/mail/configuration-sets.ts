import { isRecord } from '../wire.ts'

/** A resource of the template, its values resolved. */
export interface SesResource {
  /** `AWS::SES::ConfigurationSet` or `AWS::SES::ConfigurationSetEventDestination` */
  type: string
  /** Logical id, for messages. */
  id: string
  properties: Record<string, unknown>
}

export interface ConfigurationSet {
  name: string
  destinations: { types: Set<string>; topicArn: string }[]
  /** BOUNCE, COMPLAINT: what puts an address on the suppression list. */
  suppressedReasons: Set<string>
}

/** Throws with the resource's id for a destination other than a topic. */
export function configurationSetsOf(resources: SesResource[]): Map<string, ConfigurationSet> {
  const sets = new Map<string, ConfigurationSet>()
  for (const { type, id, properties } of resources) {
    if (type !== 'AWS::SES::ConfigurationSet') continue
    const name = String(properties.Name ?? id)
    const options = isRecord(properties.SuppressionOptions) ? properties.SuppressionOptions : {}
    const reasons = Array.isArray(options.SuppressedReasons)
      ? options.SuppressedReasons.map(String)
      : undefined
    sets.set(name, { name, destinations: [], suppressedReasons: new Set(reasons ?? ['BOUNCE', 'COMPLAINT']) })
  }
  for (const { type, id, properties } of resources) {
    if (type !== 'AWS::SES::ConfigurationSetEventDestination') continue
    const set = sets.get(String(properties.ConfigurationSetName))
    const destination = isRecord(properties.EventDestination) ? properties.EventDestination : {}
    if (set === undefined) throw new Error(`${id} is for a configuration set that is not there.`)
    if (destination.Enabled === false || destination.Enabled === 'false') continue
    if (!isRecord(destination.SnsDestination)) {
      throw new Error(
        `${id} sends mail events to something else than an SNS topic, which the local cloud does not do.`,
      )
    }
    const types = Array.isArray(destination.MatchingEventTypes) ? destination.MatchingEventTypes : []
    set.destinations.push({
      types: new Set(types.map((each: unknown) => String(each).toLowerCase())),
      topicArn: String(destination.SnsDestination.TopicARN),
    })
  }
  return sets
}
