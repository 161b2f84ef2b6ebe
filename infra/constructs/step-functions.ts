import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Stack } from 'aws-cdk-lib'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type * as z from 'zod'
import type { stepsEnvSchema } from '../../functions/steps/env.ts'
import type { RecordsStack } from '../records-stack.ts'
import { rightsOfStep, roleNameOfStep, sizeOfStep } from '../step-rights.ts'
import { invoke } from './rights.ts'
import { RoleFunction } from './role-function.ts'
import { exportNameOf, exportsOf, fileNameOf } from './step-name.ts'
import type { Filling } from './workflow.ts'
import type { WorkflowFile } from './workflow-file.ts'

export type StepsEnvironment = z.input<typeof stepsEnvSchema>

/** The functions that the definitions name, one for each step, made as the files are read. */
export class StepFunctions {
  /** By placeholder, e.g. `OpenTheCycle`. */
  readonly byName = new Map<string, RoleFunction<StepsEnvironment>>()
  readonly #stack: Stack
  readonly #dist: string
  readonly #records: RecordsStack
  readonly #mailQueue: Queue

  constructor(stack: Stack, given: { dist: string; records: RecordsStack; mailQueue: Queue }) {
    this.#stack = stack
    this.#dist = given.dist
    this.#records = given.records
    this.#mailQueue = given.mailQueue
  }

  /**
   * A function for each placeholder of the file except `others`; the same function if two files name it. Throws if the
   * bundle exports no such step.
   */
  fillings(file: WorkflowFile, others: readonly string[] = []): Record<string, Filling> {
    const names = file.placeholders.filter((name) => !others.includes(name))
    const steps = names.map((name) => [name, this.#step(name)] as const)
    return Object.fromEntries(steps.map(([name, fn]) => [name, { value: fn.functionArn, right: invoke(fn) }]))
  }

  #step(name: string): RoleFunction<StepsEnvironment> {
    const known = this.byName.get(name)
    if (known !== undefined) return known
    this.#expectExport(name)
    const file = fileNameOf(name)
    const { records, trail, vault, bucket } = this.#records
    const roleName = roleNameOfStep(file)
    const step = new RoleFunction<StepsEnvironment>(this.#stack, name, {
      dist: this.#dist,
      bundle: 'steps',
      handler: exportNameOf(name),
      description: `The step: ${file.replaceAll('-', ' ')}`,
      environment: {
        RECORDS_TABLE: records.tableName,
        TRAIL_TABLE: trail.tableName,
        VAULT_TABLE: vault.tableName,
        BUCKET: bucket.bucketName,
        MAIL_QUEUE_URL: this.#mailQueue.queueUrl,
      },
      ...(roleName === undefined ? {} : { roleName }),
      ...sizeOfStep(file),
      rights: rightsOfStep(file, this.#records, this.#mailQueue),
    })
    this.byName.set(name, step)
    return step
  }

  #expectExport(name: string): void {
    const bundle = join(this.#dist, 'steps', 'index.js')
    const exported = existsSync(bundle) ? exportsOf(readFileSync(bundle, 'utf8')) : []
    if (exported.includes(exportNameOf(name))) return
    throw new Error(
      `A workflow names \${${name}}, but functions/steps/handler.ts exports no "${exportNameOf(name)}" ` +
        `(from functions/steps/${fileNameOf(name)}.ts). Write the step, or run "npm run build" again.`,
    )
  }
}
