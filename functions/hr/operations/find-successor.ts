import { holdsWords } from '../../domain/holds-words.ts'
import { listed } from '../../domain/listed.ts'
import type { Person } from '../../domain/person.ts'
import { type Refusal, refuse } from '../../domain/refusal.ts'

/**
 * Who is meant by what HR typed: an employee number, an address, an id of ours, or a name that only one person has. Never a
 * guess between two.
 */
export function findSuccessor(everybody: readonly Person[], typed: string): Person | Refusal {
  const wanted = typed.trim().toLowerCase()
  const exact = everybody.find(
    ({ personId, employeeId, email }) =>
      personId === typed.trim() || employeeId.toLowerCase() === wanted || email.toLowerCase() === wanted,
  )
  if (exact !== undefined) return exact
  const active = everybody.filter(({ status }) => status === 'active')
  const named = active.filter(({ name }) => name.toLowerCase() === wanted)
  const found = named.length > 0 ? named : active.filter(({ name }) => holdsWords(name, typed))
  const [only, ...others] = found
  if (only === undefined) {
    return refuse(
      'no-such-person',
      'Nobody in the list of people has this name, number or address. Check how it is written.',
      'successor',
    )
  }
  if (others.length > 0) {
    return refuse(
      'several-people',
      `Several people could be meant: ${listed(found, found.length, ({ name, employeeId }) => `${name} (${employeeId})`)}. Type the number in brackets.`,
      'successor',
    )
  }
  return only
}
