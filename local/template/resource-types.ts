import type { ResourceType } from './resource-type.ts'
import { httpApiTypes } from './types/http-api.ts'
import { lambdaTypes } from './types/lambda.ts'
import { messageTypes } from './types/messages.ts'
import { operatingTypes } from './types/operating.ts'
import { rightsTypes } from './types/rights.ts'
import { signInTypes } from './types/sign-in.ts'
import { storageTypes } from './types/storage.ts'
import { workflowTypes } from './types/workflow.ts'

/** Every resource type that a template may hold, and what becomes of it here. Anything else stops the start. */
export const resourceTypes: Record<string, ResourceType> = {
  ...lambdaTypes,
  ...httpApiTypes,
  ...workflowTypes,
  ...storageTypes,
  ...messageTypes,
  ...signInTypes,
  ...rightsTypes,
  ...operatingTypes,
}
