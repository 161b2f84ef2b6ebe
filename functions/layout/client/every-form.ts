import { askBeforeSending } from './ask-before-sending.ts'
import { countWhatIsTyped } from './count-what-is-typed.ts'
import { keepWhatIsTyped } from './keep-what-is-typed.ts'
import { sendOnce } from './send-once.ts'

/** What every room's forms do. Those that ask come before the one that lets nothing through twice. */
export function everyForm(): void {
  askBeforeSending()
  keepWhatIsTyped()
  sendOnce()
  countWhatIsTyped()
}
