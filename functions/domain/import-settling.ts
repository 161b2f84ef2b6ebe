import type { Candidate, ImportDraft } from './import-draft.ts'
import { listed, listedWithout } from './listed.ts'
import { findSupervisionLoops } from './supervision-loops.ts'

/** Fourth step. Leaving out one row can take the ground from another, so this goes on until nothing changes. */
export function settle(draft: ImportDraft): void {
  const spread = new Set<string>()
  for (;;) {
    spreadFromLeftOut(draft, spread)
    if (!breakLoops(draft) && !findSharedAddresses(draft)) break
  }
}

/** People who come in new cannot have somebody above them who does not come in. */
function spreadFromLeftOut(draft: ImportDraft, done: Set<string>): void {
  const queue = [...draft.out].filter((key) => !done.has(key))
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (done.has(key)) continue
    done.add(key)
    const missing = draft.candidates.get(key)
    if (!missing || missing.before?.status === 'active') continue
    for (const dependent of draft.dependents.get(key) ?? []) {
      for (const relation of ['supervisor', 'manager'] as const) {
        if (dependent.above[relation] !== key || !draft.isIn(dependent)) continue
        draft.unclear(
          dependent,
          relation,
          `${relation}-left-out`,
          `${missing.name}, who is named as ${relation}, is left out (see row ${missing.rowNumber}). Mend that row first.`,
          dependent.row?.[relation].column,
        )
        if (!draft.isIn(dependent)) queue.push(dependent.key)
      }
    }
  }
}

/** @returns whether there was a loop with a row of the file in it. */
function breakLoops(draft: ImportDraft): boolean {
  const supervisorOf = new Map<string, string | null>()
  for (const [key, person] of draft.existing) {
    supervisorOf.set(
      key,
      person.supervisorId === null ? null : (draft.keyOfPerson.get(person.supervisorId) ?? null),
    )
  }
  for (const candidate of draft.candidates.values()) {
    if (draft.isIn(candidate)) supervisorOf.set(candidate.key, candidate.above.supervisor)
  }
  let found = false
  for (const loop of findSupervisionLoops(supervisorOf)) {
    const members = loop
      .flatMap((key) => draft.candidates.get(key) ?? [])
      .filter((member) => draft.isIn(member))
    if (members.length === 0) continue
    found = true
    const names = loop.map((key) => draft.nameOf(key))
    const [first = ''] = names
    for (const member of members) {
      const message =
        loop.length === 1
          ? `${first} is named as their own supervisor. Name somebody else, or leave the cell empty for the top of the house.`
          : `${listed(names, names.length)} supervise each other in a circle. Correct the supervisor of one of them.`
      const code = loop.length === 1 ? 'self-supervision' : 'supervision-loop'
      draft.unclear(member, 'supervisor', code, message, member.row?.supervisor.column)
    }
  }
  return found
}

/** @returns whether two people had one address. */
function findSharedAddresses(draft: ImportDraft): boolean {
  const holders = new Map<string, { candidate?: Candidate; key: string }[]>()
  const hold = (email: string, holder: { candidate?: Candidate; key: string }) => {
    const others = holders.get(email.toLowerCase())
    if (others) others.push(holder)
    else holders.set(email.toLowerCase(), [holder])
  }
  for (const candidate of draft.candidates.values()) {
    if (draft.isIn(candidate) && candidate.email !== undefined && draft.isNeeded(candidate)) {
      hold(candidate.email, { candidate, key: candidate.key })
    }
  }
  for (const [key, person] of draft.existing) {
    const candidate = draft.candidates.get(key)
    if (person.status === 'active' && (!candidate || !draft.isIn(candidate))) hold(person.email, { key })
  }
  let found = false
  for (const [email, sharing] of holders) {
    if (sharing.length < 2) continue
    for (const holder of sharing) {
      const { candidate, key } = holder
      if (!candidate) {
        draft.spokenOf.add(key)
        continue
      }
      found = true
      const others = listedWithout(sharing, holder, (other) => `${draft.nameOf(other.key)} (${other.key})`)
      draft.leaveOut(
        candidate,
        'shared-email',
        `${candidate.name} has the address ${email}, which ${others} has too. Give each person an own address, or keep one row if it is one person.`,
      )
    }
  }
  return found
}
