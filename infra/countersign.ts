import { join } from 'node:path'
import { App, type AppProps, type StackProps, Tags, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { AddressStack } from './address-stack.ts'
import { LogStack } from './log-stack.ts'
import { MailStack } from './mail-stack.ts'
import { RecordsStack } from './records-stack.ts'
import { settingsOf } from './settings.ts'
import { TrailStack } from './trail-stack.ts'
import { WatchStack } from './watch-stack.ts'
import { WebStack } from './web-stack.ts'
import { WorkflowsStack } from './workflows-stack.ts'

const repository = join(import.meta.dirname, '..')

/** Where the app finds what it deploys; tests point elsewhere. */
export interface Sources {
  /** Directory of the bundles. */
  dist: string
  /** Directory of the workflow definitions. */
  workflows: string
}

export const repositorySources: Sources = {
  dist: join(repository, 'dist'),
  workflows: join(repository, 'workflows'),
}

/**
 * An app whose templates are checked against CloudFormation's own rules, with errors instead of warnings. It leaves
 * out stack traces, which name paths of this machine: the same sources give the same assembly everywhere. Nothing is
 * written until `synth` is called, so that an app that could not be built leaves no half assembly behind.
 */
export function newApp(props: AppProps = {}): App {
  const context = {
    '@aws-cdk/core:validateAgainstDefaultRules': true,
    'aws:cdk:disable-creation-stack-traces': true,
    // A stack cannot take away what another one still uses.
    '@aws-cdk/core:defaultCrossStackReferences': 'strong',
    ...props.context,
  }
  return new App({ analyticsReporting: false, stackTraces: false, autoSynth: false, ...props, context })
}

/**
 * Adds the stacks to an app, tags everything in them, and lets the AWS Solutions rules fail the synth on every
 * finding that is not acknowledged where it arises.
 */
export function countersign(app: App, sources: Sources = repositorySources): void {
  const settings = settingsOf(app)
  const { dist, workflows: definitions } = sources
  const named = (part: string, description: string): [string, StackProps] => [
    `Countersign-${part}`,
    { description: `Countersign: ${description}` },
  ]
  const [recordsId, recordsProps] = named('Records', 'tables, buckets and keys')
  const { logAccount, logBucketName, appAccount } = settings
  const records = new RecordsStack(app, recordsId, { ...recordsProps, settings })
  if (logAccount !== undefined && logBucketName !== undefined && appAccount !== undefined) {
    const [logId, logProps] = named('Log', 'the bucket of the sign-off log, kept for another account')
    new LogStack(app, logId, {
      ...logProps,
      env: { account: logAccount },
      settings,
      keptFor: { bucketName: logBucketName, account: appAccount },
    })
  }
  const [addressId, addressProps] = named('Address', 'the address of the site')
  const address = new AddressStack(app, addressId, addressProps)
  const [mailId, mailProps] = named('Mail', 'the mail queue, sending, and what comes back')
  const mail = new MailStack(app, mailId, { ...mailProps, dist, settings, records, address })
  const [workflowsId, workflowsProps] = named('Workflows', 'the two machines and their steps')
  const workflows = new WorkflowsStack(app, workflowsId, {
    ...workflowsProps,
    dist,
    workflows: definitions,
    records,
    mail,
  })
  const [trailId, trailProps] = named('Trail', 'sealing, verifying and erasing')
  const trail = new TrailStack(app, trailId, { ...trailProps, dist, records, mail })
  const [webId, webProps] = named('Web', 'pages, API and sign-in')
  const web = new WebStack(app, webId, { ...webProps, dist, settings, records, address, mail, workflows })
  const [watchId, watchProps] = named('Watch', 'alarms')
  new WatchStack(app, watchId, { ...watchProps, address, mail, workflows, trail, web })

  Tags.of(app).add('application', 'countersign')
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
}
