import type { Need } from '../../../local/iam/decide.ts'
import { type Principal, strangerOf } from '../../../local/iam/principal.ts'
import { rightsOfTemplate } from '../../../local/iam/rights.ts'
import { planCloud } from '../../../local/template/plan.ts'
import { readAssembly } from '../../../local/template/read-assembly.ts'
import { synthesize } from '../../infra/synthesized-app.ts'

const addresses = {
  publicUrl: 'http://127.0.0.1:1',
  awsUrl: 'http://127.0.0.1:2',
  issuerUrl: 'http://127.0.0.1:1/issuer',
}

/** The auditors' own account, and one that nobody has told the app of. */
export const auditors = '222222222222'
export const strangers = '333333333333'

/** The app as it would be deployed with these settings, its policies compiled from the templates. */
export interface Deployment {
  assembly: string
  /** Physical name of a resource, by its type and how its logical id begins. */
  name(type: string, start: string): string
  arn(type: string, start: string): string
  /** Logical ids of the functions, which are their access keys. */
  functions: string[]
  /** Everybody who may: roles without their stack and hash, `Administrator`, and roles of other accounts in full. */
  whoMay(action: string, resource: string, context?: Need['context']): string[]
}

export function deploy(context: Record<string, unknown> = {}): Deployment {
  const { outdir } = synthesize({ context: { auditorAccount: auditors, ...context } })
  const plan = planCloud(readAssembly(outdir), addresses)
  const rights = rightsOfTemplate(plan)
  const everybody: [string, Principal][] = [
    ...[...rights.roles.values()].map((role): [string, Principal] => [
      role.name.replace(/^Countersign-\w+-(\w+)[0-9A-F]{8}$/, '$1'),
      { kind: 'role', account: '000000000000', roleArn: role.arn, sessionArn: `${role.arn}/session` },
    ]),
    ['Administrator', strangerOf('somebody')],
    ...[auditors, strangers].map((account): [string, Principal] => [
      `${account}:Witness`,
      strangerOf(`${account}:Witness`),
    ]),
    // Who names a role as ours are named, in an account that is not ours.
    [`${strangers}:Countersign-Sequencer`, strangerOf(`${strangers}:Countersign-Sequencer`)],
  ]
  const found = (type: string, start: string) => {
    const resource = plan.resources.find(
      (each) => each.type === type && new RegExp(`^${start}[0-9A-F]{8}$`).test(each.logicalId),
    )
    if (resource === undefined) throw new Error(`The app has no ${type} ${start}.`)
    return resource
  }
  return {
    assembly: outdir,
    name: (type, start) => found(type, start).name,
    arn: (type, start) => found(type, start).arn ?? '',
    functions: plan.resources
      .filter(({ type }) => type === 'AWS::Lambda::Function')
      .map(({ logicalId }) => logicalId),
    whoMay: (action, resource, asked = {}) =>
      everybody
        .filter(([, who]) => rights.refusal(who, { action, resource, context: asked }) === undefined)
        .map(([name]) => name),
  }
}
