/**
 * The app, for `cdk deploy` and for `npm run synth`, which runs this file alone: no CLI, no credentials, no network.
 * Both get the same templates, so nothing here depends on what the CLI adds (see "pathMetadata" in cdk.json).
 */
import { countersign, newApp } from './countersign.ts'

try {
  const app = newApp()
  countersign(app)
  app.synth()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
