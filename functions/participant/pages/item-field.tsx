import type { Item } from '../../domain/form.ts'
import { RadioScale } from '../../layout/choice.tsx'
import { TextArea } from '../../layout/field.tsx'
import { itemField, NOT_RATED } from '../../web/read-answers.ts'
import { levelInWords } from './level-in-words.ts'
import { OtherText } from './other-draft.tsx'
import type { StepPageProps } from './step-page.tsx'

/** One question of the form with what stands in it; where two windows differ, what the other one holds. */
export function ItemField(props: StepPageProps & { item: Item }) {
  const { item, form, filled, errors, otherDraft, material } = props
  const answer = filled.answers[item.itemId]
  const other = otherDraft?.answers[item.itemId]
  const differs = otherDraft !== undefined && JSON.stringify(other) !== JSON.stringify(answer)
  const name = itemField(item.itemId)
  const error = errors?.[name]
  const common = { name, label: item.title, error, optional: !item.required }
  return (
    <div class={differs ? 'answer two-texts' : 'answer'} data-part={name}>
      {item.kind === 'scale' ? (
        <RadioScale
          {...common}
          hint={[item.prompt, material?.beside[item.itemId]].filter(Boolean).join(' ')}
          value={answer === undefined ? undefined : 'level' in answer ? String(answer.level) : NOT_RATED}
          levels={item.anchors.map(({ level, behaviour }) => ({
            value: String(level),
            label: `${level} – ${form.scale.levels[level - 1]?.name ?? ''}`,
            anchor: behaviour,
          }))}
          apart={{ value: NOT_RATED, label: form.scale.notRated.name, hint: form.scale.notRated.meaning }}
        />
      ) : (
        <TextArea
          {...common}
          hint={`${item.prompt} ${lengthsInWords(item.minWords, item.maxCharacters)}`}
          value={answer !== undefined && 'text' in answer ? answer.text : ''}
          counts={{ minWords: item.minWords, maxCharacters: item.maxCharacters }}
        />
      )}
      {differs && <OtherText>{other === undefined ? '' : levelInWords(form, other)}</OtherText>}
    </div>
  )
}

function lengthsInWords(minWords: number, maxCharacters: number): string {
  return minWords > 1
    ? `At least ${minWords} words, at most ${maxCharacters} characters.`
    : `At most ${maxCharacters} characters.`
}
