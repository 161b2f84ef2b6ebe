import type { Construct } from 'constructs'
import type * as z from 'zod'
import type {
  moveEnvSchema,
  reactionsEnvSchema,
  runSeriesEnvSchema,
  sealTrailEnvSchema,
} from '../../functions/reactions/env.ts'
import { RoleFunction, type RoleFunctionProps } from './role-function.ts'
import { exportNameOf } from './step-name.ts'

export type ReactionsEnvironment = z.input<typeof reactionsEnvSchema>

/** What the reactions that move workflows on, or start them, read besides. */
export type MoveReactionsEnvironment = z.input<typeof moveEnvSchema>

/** What the function reads besides that makes the cycles of a series. */
export type SeriesEnvironment = z.input<typeof runSeriesEnvSchema>

/** What the reactions that work on the log read besides. */
export type LogReactionsEnvironment = z.input<typeof sealTrailEnvSchema>

/** A function that a stream, a queue, a topic or a schedule calls; its id is its export, `SendMail` for `sendMail`. */
export function reaction<Environment extends ReactionsEnvironment & Record<keyof Environment, string>>(
  scope: Construct,
  id: string,
  props: Omit<RoleFunctionProps<Environment>, 'bundle' | 'handler'>,
): RoleFunction<Environment> {
  return new RoleFunction(scope, id, { ...props, bundle: 'reactions', handler: exportNameOf(id) })
}
