import * as z from 'zod'
import { arn, type ResourceType, tags, withoutEffect } from '../resource-type.ts'

/** AWS::Lambda::Function. Timeout in seconds, MemorySize in MB; defaults as on AWS. */
export const functionProperties = z.strictObject({
  Code: z.union([
    z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
    z.strictObject({ ZipFile: z.string() }),
  ]),
  Handler: z.string(),
  Runtime: z.string().regex(/^nodejs\d+\.x$/, 'only Node.js functions run here'),
  FunctionName: z.string().optional(),
  Timeout: z.number().int().min(1).max(900).default(3),
  MemorySize: z.number().int().min(128).max(10240).default(128),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()).default({}) }).optional(),
  ReservedConcurrentExecutions: z.number().int().min(0).optional(),
  PackageType: z.literal('Zip').optional(),
  DeadLetterConfig: z
    .strictObject({ TargetArn: z.string().regex(/:sqs:/, 'only a queue takes failed events here') })
    .optional(),
  Description: withoutEffect('for people'),
  Role: z.string(),
  Architectures: withoutEffect('JavaScript runs on any'),
  LoggingConfig: withoutEffect('the logs are files in the data directory'),
  TracingConfig: withoutEffect('there is no X-Ray here'),
  EphemeralStorage: withoutEffect('the machine has its own /tmp'),
  KmsKeyArn: withoutEffect('the environment stands in the synthesized app anyway'),
  RuntimeManagementConfig: withoutEffect('the runtime is the Node.js that runs the cloud'),
  Tags: tags,
})

/** AWS::Lambda::EventSourceMapping of a queue or a table's stream. */
export const eventSourceMappingProperties = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string().regex(/:(sqs|dynamodb):/, 'only queues and table streams feed functions here'),
  BatchSize: z.number().int().positive().optional(),
  MaximumBatchingWindowInSeconds: z.number().min(0).optional(),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).optional(),
  BisectBatchOnFunctionError: z.boolean().optional(),
  MaximumRetryAttempts: z.number().int().min(-1).optional(),
  MaximumRecordAgeInSeconds: z.number().int().min(-1).optional(),
  ParallelizationFactor: z.number().int().min(1).max(10).optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).optional(),
  DestinationConfig: z
    .strictObject({ OnFailure: z.strictObject({ Destination: z.string() }).optional() })
    .optional(),
  FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) }).optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.number().int().min(2).optional() }).optional(),
  Enabled: z.boolean().optional(),
  Tags: tags,
})

/** AWS::Lambda::EventInvokeConfig: what becomes of asynchronous invocations that fail. */
export const eventInvokeConfigProperties = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST').optional(),
  MaximumRetryAttempts: z.number().int().min(0).max(2).optional(),
  MaximumEventAgeInSeconds: z.number().int().min(60).max(21600).optional(),
  DestinationConfig: z
    .strictObject({
      OnFailure: z
        .strictObject({ Destination: z.string().regex(/:sqs:/, 'only a queue takes failed events here') })
        .optional(),
    })
    .optional(),
})

export const lambdaTypes: Record<string, ResourceType> = {
  'AWS::Lambda::Function': {
    here: 'runs',
    how: 'a Node.js process per concurrent invocation',
    properties: functionProperties,
    nameProperty: 'FunctionName',
    attributes: { Arn: ({ name }) => arn('lambda', `function:${name}`) },
  },
  'AWS::Lambda::EventSourceMapping': {
    here: 'runs',
    how: 'a reader of the queue or stream',
    properties: eventSourceMappingProperties,
  },
  'AWS::Lambda::EventInvokeConfig': {
    here: 'runs',
    how: 'retries of asynchronous invocations',
    properties: eventInvokeConfigProperties,
  },
}
