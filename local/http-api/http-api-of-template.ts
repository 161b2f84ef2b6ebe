import { CannotStart } from '../template/cannot-start.ts'
import { ofType, type Plan } from '../template/plan.ts'
import {
  apiProperties,
  integrationProperties,
  routeProperties,
  stageProperties,
} from '../template/types/http-api.ts'
import type { HttpApiDefinition } from './http-api.ts'

/** Integrations of HTTP APIs end after 30 seconds unless they say less. */
const longestMs = 30_000

/**
 * The HTTP API that the public port serves; undefined when the app has none.
 * @throws CannotStart when there are two, for there is one public port, or when a route leads nowhere
 */
export function httpApiOfTemplate(plan: Plan): HttpApiDefinition | undefined {
  const [api, second] = ofType(plan, 'AWS::ApiGatewayV2::Api', apiProperties)
  if (!api) return undefined
  if (second) {
    throw new CannotStart(
      `The app has two HTTP APIs (${api.resource.logicalId} and ${second.resource.logicalId}); this cloud serves one.`,
    )
  }
  const apiId = api.resource.ref
  const integrations = new Map(
    ofType(plan, 'AWS::ApiGatewayV2::Integration', integrationProperties).map(({ resource, properties }) => [
      `integrations/${resource.ref}`,
      properties,
    ]),
  )
  const [stage] = ofType(plan, 'AWS::ApiGatewayV2::Stage', stageProperties)
  if (!stage)
    throw new CannotStart(`The HTTP API ${api.resource.logicalId} has no stage, so nobody could reach it.`)
  const stageThrottling = throttlingOf(stage.properties.DefaultRouteSettings)
  const routeThrottling = Object.entries(stage.properties.RouteSettings ?? {}).flatMap(([key, settings]) => {
    const throttling = throttlingOf(settings)
    return throttling ? [[key, throttling] as const] : []
  })
  return {
    apiId,
    name: api.properties.Name,
    routes: ofType(plan, 'AWS::ApiGatewayV2::Route', routeProperties).map(({ resource, properties }) => {
      const integration = integrations.get(properties.Target)
      if (!integration) {
        throw new CannotStart(
          `${resource.logicalId} of stack ${resource.stack} leads to ${properties.Target}, which does not exist.`,
        )
      }
      return {
        routeKey: properties.RouteKey,
        functionArn: functionArnOf(integration.IntegrationUri),
        timeoutMs: integration.TimeoutInMillis ?? longestMs,
      }
    }),
    ...(stageThrottling ? { throttling: stageThrottling } : {}),
    routeThrottling: Object.fromEntries(routeThrottling),
  }
}

/** An integration names the function's ARN, alone or inside the ARN of API Gateway's path to Lambda. */
function functionArnOf(uri: string): string {
  return /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1] ?? uri
}

function throttlingOf(settings?: {
  ThrottlingRateLimit?: number | undefined
  ThrottlingBurstLimit?: number | undefined
}) {
  if (settings?.ThrottlingRateLimit === undefined && settings?.ThrottlingBurstLimit === undefined)
    return undefined
  // The account's own limits on AWS stand in for the one that is not set.
  return {
    ratePerSecond: settings.ThrottlingRateLimit ?? 10_000,
    burst: settings.ThrottlingBurstLimit ?? 5000,
  }
}
