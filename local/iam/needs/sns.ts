import { type NeedsOf, UnknownNeeds } from './call.ts'

/** SNS: publishing to a topic. Source: service authorization reference, SNS. */
export const snsNeeds: NeedsOf = ({ body }) => {
  const form = new URLSearchParams(body.toString('utf8'))
  const operation = form.get('Action') ?? ''
  if (operation !== 'Publish') throw new UnknownNeeds('SNS', operation)
  return [{ action: 'sns:Publish', resource: form.get('TopicArn') ?? '', context: {} }]
}
