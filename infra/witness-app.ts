/** The app that an auditor deploys in an account of their own: a witness of somebody's log. See docs/witness.md. */
import { newApp } from './countersign.ts'
import { witness } from './witness.ts'

try {
  const app = newApp()
  witness(app)
  app.synth()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
