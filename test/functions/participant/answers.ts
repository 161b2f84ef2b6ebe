import { sectionsForRole } from '../../../functions/domain/form.ts'
import type { RaterRole } from '../../../functions/domain/rater-role.ts'
import { formOf } from '../../../functions/domain/shipped-forms.ts'
import { PLAN } from '../../fixtures/cycle.ts'

/** A whole form as a browser sends it: every level the same, every text the same. */
export function filledForm(
  role: RaterRole,
  values: { level?: number; text?: string } = {},
): Record<string, string> {
  const { level = 4, text = 'Told every customer what would happen next.' } = values
  const fields: Record<string, string> = {}
  for (const { items } of sectionsForRole(formOf(PLAN), role)) {
    for (const item of items) fields[`item-${item.itemId}`] = item.kind === 'scale' ? String(level) : text
  }
  return role === 'supervisor' ? { ...fields, proposedRating: String(level), justification: '' } : fields
}
