import { Button } from '../../layout/button.tsx'
import { EmptyState } from '../../layout/empty-state.tsx'
import { PostForm } from '../../layout/post-form.tsx'
import type { Todo } from '../what-waits-for-hr.ts'

/** More than these are seen by opening some of them first. */
const MOST_SHOWN = 40

const order: Readonly<Record<Todo['urgency'], number>> = { urgent: 0, soon: 1, open: 2 }

/** What needs a look, the urgent first and of those the longest waiting; each is a link to where it is settled. */
export function TodoList({ todos }: { todos: readonly Todo[] }) {
  if (todos.length === 0) {
    return (
      <EmptyState title="Nothing needs you today">
        <p>
          Whatever does will stand here: people who are late or cannot be reached, disputes, dates that come
          near.
        </p>
      </EmptyState>
    )
  }
  const sorted = todos.toSorted(
    (one, other) => order[one.urgency] - order[other.urgency] || ((one.at ?? '') < (other.at ?? '') ? -1 : 1),
  )
  return (
    <section aria-labelledby="needs-a-look">
      <h2 id="needs-a-look">Needs a look</h2>
      <ul class="todo">
        {sorted.slice(0, MOST_SHOWN).map((todo, place) => (
          <li key={place} class={todo.urgency}>
            <p class="todo-title">
              <a href={todo.href}>
                <bdi>{todo.title}</bdi>
              </a>
            </p>
            {todo.detail && (
              <p class="quiet">
                <bdi>{todo.detail}</bdi>
              </p>
            )}
            {todo.concernId !== undefined && (
              <PostForm action={`/hr/concerns/${todo.concernId}/settle`} label={`Put away: ${todo.title}`}>
                <Button kind="secondary">I have seen to it</Button>
              </PostForm>
            )}
          </li>
        ))}
      </ul>
      {sorted.length > MOST_SHOWN && (
        <p>And {sorted.length - MOST_SHOWN} more, which stand here when these are settled.</p>
      )}
    </section>
  )
}
