import * as z from 'zod'
import { arn, type ResourceType, tags, withoutEffect } from '../resource-type.ts'

/** AWS::StepFunctions::StateMachine with its definition as text, as a file or in place. */
export const stateMachineProperties = z.strictObject({
  StateMachineName: z.string().optional(),
  StateMachineType: z.literal('STANDARD').optional(),
  DefinitionString: z.string().optional(),
  Definition: z.record(z.string(), z.unknown()).optional(),
  DefinitionS3Location: z.strictObject({ Bucket: z.string(), Key: z.string() }).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  RoleArn: z.string(),
  LoggingConfiguration: withoutEffect('the history of every execution is kept here'),
  TracingConfiguration: withoutEffect('there is no X-Ray here'),
  EncryptionConfiguration: withoutEffect('the disk is the machine’s'),
  Tags: tags,
})

const target = z.strictObject({
  Arn: z.string(),
  RoleArn: z.string(),
  Input: z.string().optional(),
  RetryPolicy: z
    .strictObject({
      MaximumEventAgeInSeconds: z.number().optional(),
      MaximumRetryAttempts: z.number().optional(),
    })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
})

export const scheduleProperties = z.strictObject({
  Name: z.string().optional(),
  GroupName: z.string().optional(),
  Description: withoutEffect('for people'),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  StartDate: z.string().optional(),
  EndDate: z.string().optional(),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  KmsKeyArn: withoutEffect('the disk is the machine’s'),
  Target: target,
})

export const workflowTypes: Record<string, ResourceType> = {
  'AWS::StepFunctions::StateMachine': {
    here: 'runs',
    how: 'the interpreter of the States language',
    properties: stateMachineProperties,
    nameProperty: 'StateMachineName',
    ref: ({ name }) => arn('states', `stateMachine:${name}`),
    attributes: {
      Arn: ({ name }) => arn('states', `stateMachine:${name}`),
      Name: ({ name }) => name,
    },
  },
  'AWS::Scheduler::Schedule': {
    here: 'runs',
    how: 'the scheduler, on the cloud’s clock',
    properties: scheduleProperties,
    nameProperty: 'Name',
    attributes: {
      Arn: ({ name, property }) => arn('scheduler', `schedule/${property('GroupName') ?? 'default'}/${name}`),
    },
  },
  'AWS::Scheduler::ScheduleGroup': {
    here: 'runs',
    how: 'a name that schedules are kept under',
    properties: z.strictObject({ Name: z.string().optional(), Tags: tags }),
    nameProperty: 'Name',
    attributes: { Arn: ({ name }) => arn('scheduler', `schedule-group/${name}`) },
  },
}
