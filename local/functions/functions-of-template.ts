import { join } from 'node:path'
import { CannotStart } from '../template/cannot-start.ts'
import { ofType, type Plan } from '../template/plan.ts'
import { eventInvokeConfigProperties, functionProperties } from '../template/types/lambda.ts'
import type { CodeStore } from './code-store.ts'
import type { FunctionDefinition } from './function-definition.ts'

/** The services whose clients the functions are pointed at: the end of AWS_ENDPOINT_URL_… and the path prefix. */
const services = {
  DYNAMODB: 'dynamodb',
  SFN: 'sfn',
  SQS: 'sqs',
  SES: 'ses',
  S3: 's3',
  KMS: 'kms',
  SCHEDULER: 'scheduler',
  LAMBDA: 'lambda',
  SNS: 'sns',
}

/**
 * The functions of the template, their code copied into the store.
 * @throws CannotStart when code is missing or packed in a way that cannot run here
 */
export function functionsOfTemplate(plan: Plan, awsUrl: string, code: CodeStore): FunctionDefinition[] {
  const endpoints = Object.fromEntries(
    Object.entries(services).map(([name, prefix]) => [`AWS_ENDPOINT_URL_${name}`, `${awsUrl}/${prefix}`]),
  )
  const configs = ofType(plan, 'AWS::Lambda::EventInvokeConfig', eventInvokeConfigProperties)
  return ofType(plan, 'AWS::Lambda::Function', functionProperties).map(({ resource, properties }) => {
    const { stack, logicalId, name, arn = name } = resource
    const config = configs.find(({ properties: { FunctionName } }) => [name, arn].includes(FunctionName))
    const destinationArn = config?.properties.DestinationConfig?.OnFailure?.Destination
    const deadLetterArn = properties.DeadLetterConfig?.TargetArn
    const { ReservedConcurrentExecutions: reserved } = properties
    return {
      stack,
      logicalId,
      name,
      arn,
      codeDirectory: codeDirectory(plan, `${logicalId} of stack ${stack}`, properties.Code, code),
      handler: properties.Handler,
      runtime: properties.Runtime,
      timeoutSeconds: properties.Timeout,
      memoryMb: properties.MemorySize,
      environment: {
        ...properties.Environment?.Variables,
        ...endpoints,
        // Tells the endpoints which function calls; a key of the machine's owner must never get here.
        AWS_ACCESS_KEY_ID: logicalId,
        AWS_SECRET_ACCESS_KEY: 'local',
      },
      ...(reserved === undefined ? {} : { reservedConcurrency: reserved }),
      onFailure: {
        retries: config?.properties.MaximumRetryAttempts ?? 2,
        ...(destinationArn === undefined ? {} : { destinationArn }),
        ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
      },
    }
  })
}

function codeDirectory(
  plan: Plan,
  who: string,
  source: { S3Bucket: string; S3Key: string } | { ZipFile: string },
  code: CodeStore,
): string {
  if ('ZipFile' in source) return code.fromText(source.ZipFile)
  const asset = plan.assets.get(source.S3Key)
  if (!asset) throw new CannotStart(`The code of ${who} (${source.S3Key}) is not among the app's assets.`)
  if (asset.packaging !== 'zip') {
    throw new CannotStart(
      `The code of ${who} is a packed file (${join(asset.path)}); this cloud runs directories.`,
    )
  }
  return code.fromAsset(asset.path)
}
