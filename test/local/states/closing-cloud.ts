import { afterEach } from 'vitest'
import { TestCloud, type TestCloudOptions } from './test-cloud.ts'

const open: TestCloud[] = []

/** A cloud that is closed after the test. */
export function testCloud(options?: TestCloudOptions): TestCloud {
  const cloud = new TestCloud(options)
  open.push(cloud)
  return cloud
}

afterEach(() => {
  for (const cloud of open.splice(0)) cloud.close()
})
