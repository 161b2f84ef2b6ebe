import { functionArn } from '../../functions/function-arn.ts'
import { type NeedsOf, UnknownNeeds } from './call.ts'

/** Lambda: invoking a function. Source: service authorization reference, Lambda. */
export const lambdaNeeds: NeedsOf = ({ method, path }) => {
  const [, encoded] = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?|$)/.exec(path) ?? []
  if (encoded === undefined || method !== 'POST') throw new UnknownNeeds('Lambda', `${method} ${path}`)
  return [
    { action: 'lambda:InvokeFunction', resource: functionArn(decodeURIComponent(encoded)), context: {} },
  ]
}
