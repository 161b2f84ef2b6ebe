import * as z from 'zod'
import { type ResourceType, region, steadyId, tags, withoutEffect } from '../resource-type.ts'

export const apiProperties = z.strictObject({
  Name: z.string(),
  ProtocolType: z.literal('HTTP'),
  Description: withoutEffect('for people'),
  DisableExecuteApiEndpoint: z.literal(false).optional(),
  IpAddressType: withoutEffect('one machine, one loopback address'),
  Tags: tags,
})

const throttling = z.strictObject({
  ThrottlingBurstLimit: z.number().optional(),
  ThrottlingRateLimit: z.number().optional(),
  DetailedMetricsEnabled: withoutEffect('there is no CloudWatch here'),
  LoggingLevel: withoutEffect('there is no CloudWatch here'),
  DataTraceEnabled: withoutEffect('there is no CloudWatch here'),
})

export const stageProperties = z.strictObject({
  ApiId: z.string(),
  StageName: z.literal('$default'),
  AutoDeploy: z.literal(true),
  Description: withoutEffect('for people'),
  DefaultRouteSettings: throttling.optional(),
  RouteSettings: z.record(z.string(), throttling).optional(),
  AccessLogSettings: withoutEffect('access logs go to CloudWatch on AWS'),
  Tags: tags,
})

export const integrationProperties = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  IntegrationMethod: withoutEffect('Lambda is always called with POST'),
  TimeoutInMillis: z.number().int().min(50).max(30_000).optional(),
  Description: withoutEffect('for people'),
})

export const routeProperties = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.literal('NONE').optional(),
  OperationName: withoutEffect('for people'),
})

export const httpApiTypes: Record<string, ResourceType> = {
  'AWS::ApiGatewayV2::Api': {
    here: 'runs',
    how: 'the public port',
    properties: apiProperties,
    ref: ({ stack, logicalId }) => steadyId(stack, logicalId),
    attributes: {
      ApiEndpoint: ({ addresses }) => addresses.publicUrl,
      ApiId: ({ stack, logicalId }) => steadyId(stack, logicalId),
    },
  },
  'AWS::ApiGatewayV2::Stage': {
    here: 'runs',
    how: 'the throttle of the public port',
    properties: stageProperties,
    ref: () => '$default',
  },
  'AWS::ApiGatewayV2::Integration': {
    here: 'runs',
    how: 'a call of the function',
    properties: integrationProperties,
    ref: ({ stack, logicalId }) => steadyId(stack, logicalId),
  },
  'AWS::ApiGatewayV2::Route': {
    here: 'runs',
    how: 'a route of the public port',
    properties: routeProperties,
    ref: ({ stack, logicalId }) => steadyId(stack, logicalId),
  },
}

/** The address that AWS would give an API, which templates also put together by themselves. */
export function executeApiAddress(apiId: string): string {
  return `https://${apiId}.execute-api.${region}.amazonaws.com`
}
