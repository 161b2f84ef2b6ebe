import { customerServiceForm } from './customer-service-form.ts'
import type { FormVersion } from './form.ts'

const SHIPPED: readonly FormVersion[] = [customerServiceForm]

/** The form version that a cycle launched with. Versions are never taken out of the app, so a missing one is a defect. */
export function formOf(cycle: { formId: string; formVersion: number }): FormVersion {
  const form = SHIPPED.find(({ formId, version }) => formId === cycle.formId && version === cycle.formVersion)
  if (form === undefined) throw new Error(`There is no form ${cycle.formId} version ${cycle.formVersion}`)
  return form
}

/** The newest version of each form, for new cycles to choose from. */
export function currentForms(): FormVersion[] {
  const newest = new Map<string, FormVersion>()
  for (const form of SHIPPED) {
    if (form.version > (newest.get(form.formId)?.version ?? 0)) newest.set(form.formId, form)
  }
  return [...newest.values()]
}
