import type { Construct } from 'constructs'
import type * as z from 'zod'
import type { reactionsEnvSchema } from '../../functions/reactions/env.ts'
import { RoleFunction, type RoleFunctionProps } from './role-function.ts'
import { exportNameOf } from './step-name.ts'

export type ReactionsEnvironment = z.input<typeof reactionsEnvSchema>

/** A function that a stream, a queue, a topic or a schedule calls; its id is its export, `SendMail` for `sendMail`. */
export function reaction(
  scope: Construct,
  id: string,
  props: Omit<RoleFunctionProps<ReactionsEnvironment>, 'bundle' | 'handler'>,
): RoleFunction<ReactionsEnvironment> {
  return new RoleFunction(scope, id, { ...props, bundle: 'reactions', handler: exportNameOf(id) })
}
