import { defineConfig } from 'vitest/config'
import { clientScriptsInTests } from './infra/client-scripts.ts'

export default defineConfig({
  plugins: [clientScriptsInTests],
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Many files start a DynamoDB Local or a whole cloud; more of them side by side than cores only slows each down.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is polled for comes at once on a quiet machine and late on a busy one.
    expect: { poll: { timeout: 15_000 } },
  },
})
