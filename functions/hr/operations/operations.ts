import { extend } from './extend.tsx'
import type { Operation } from './operation.ts'

/** What HR can do in the middle of a cycle, in the order in which pages list it. */
export const operations: readonly Operation[] = [extend]

export const findOperation = (name: string): Operation | undefined =>
  operations.find((operation) => operation.name === name)
