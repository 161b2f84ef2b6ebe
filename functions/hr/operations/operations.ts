import { answerFor } from './answer-for.tsx'
import { bypass } from './bypass.tsx'
import { comeBack } from './come-back.tsx'
import { exempt } from './exempt.tsx'
import { extend } from './extend.tsx'
import { goOnLeave } from './go-on-leave.tsx'
import { lateJoiner } from './late-joiner.tsx'
import type { Operation } from './operation.ts'
import { reassign } from './reassign.tsx'
import { remind } from './remind.tsx'
import { replacePeer } from './replace-peer.tsx'
import { withdraw } from './withdraw.tsx'

/** What HR can do in the middle of a cycle, in the order in which pages list it. */
export const operations: readonly Operation[] = [
  remind,
  extend,
  reassign,
  replacePeer,
  bypass,
  answerFor,
  goOnLeave,
  comeBack,
  exempt,
  withdraw,
  lateJoiner,
]

export const findOperation = (name: string): Operation | undefined =>
  operations.find((operation) => operation.name === name)
