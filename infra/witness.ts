import { type App, Tags, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { repositorySources } from './countersign.ts'
import { witnessSettingsOf } from './witness-settings.ts'
import { WitnessStack } from './witness-stack.ts'

/** Adds a witness to an app of its own, and holds it to the same rules as Countersign itself. */
export function witness(app: App, dist: string = repositorySources.dist): void {
  const settings = witnessSettingsOf(app)
  new WitnessStack(app, settings.witnessStack, {
    description: `Countersign: a witness of the log ${settings.logVkey.split('+')[0]}`,
    dist,
    settings,
  })
  Tags.of(app).add('application', 'countersign-witness')
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
}
