import { Journey } from '../../layout/progress.tsx'

const steps = [
  { name: 'file', label: 'Choose the file' },
  { name: 'columns', label: 'Columns and formats' },
  { name: 'changes', label: 'What will change' },
] as const

/** Where an import stands. */
export function ImportSteps({ now }: { now: (typeof steps)[number]['name'] | 'over' }) {
  const at = steps.findIndex(({ name }) => name === now)
  return (
    <Journey
      label="Steps of the import"
      steps={steps.map(({ label }, index) => ({
        label,
        state: at < 0 || index < at ? 'done' : index === at ? 'now' : 'later',
      }))}
    />
  )
}
