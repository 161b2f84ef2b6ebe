import type { Answers } from '../../domain/answers.ts'
import { type FormVersion, sectionsForRole } from '../../domain/form.ts'
import type { RaterRole } from '../../domain/rater-role.ts'
import { Words } from '../../layout/words.tsx'
import { levelInWords } from './level-in-words.ts'

/** What somebody answered, to read: every question that their role was asked, in the order of the form. */
export function AnswersView(props: { form: FormVersion; raterRole: RaterRole; answers: Answers }) {
  return (
    <>
      {sectionsForRole(props.form, props.raterRole).map((section) => (
        <section key={section.sectionId}>
          <h3>{section.title}</h3>
          {section.items.map((item) => {
            const answer = props.answers[item.itemId]
            return (
              <div key={item.itemId}>
                <p>
                  <strong>{item.title}</strong>
                  {item.kind === 'scale' && <>: {levelInWords(props.form, answer)}</>}
                </p>
                {item.kind === 'text' &&
                  (answer !== undefined && 'text' in answer ? (
                    <Words>{answer.text}</Words>
                  ) : (
                    <p class="quiet">Nothing written.</p>
                  ))}
              </div>
            )
          })}
        </section>
      ))}
    </>
  )
}
