import * as z from 'zod'
import type { CyclePlan } from './cycle.ts'
import { cycleShapeSchema, shapeOfPlan } from './cycle-shape.ts'
import type { CycleTemplate } from './cycle-templates.ts'
import { type ReviewPeriodRule, reviewPeriodRuleSchema } from './review-period.ts'

/** A template that HR has saved from a plan. */
export const ownTemplateSchema = z.object({
  templateId: z.string(),
  name: z.string().min(1).max(120),
  about: z.string(),
  title: z.string(),
  rhythm: z.enum(['quarterly', 'half-yearly', 'yearly', 'anniversary', 'probation']),
  shape: cycleShapeSchema,
  savedAt: z.string(),
})
export type OwnTemplate = z.infer<typeof ownTemplateSchema>

/** What of a plan can be used again: everything but its days, which become working days from the launch. */
export function templateFromPlan(
  plan: CyclePlan,
  act: { templateId: string; name: string; at: string },
): OwnTemplate {
  const period = ruleFor(plan.reviewPeriod)
  return {
    templateId: act.templateId,
    name: act.name,
    about: `Saved from “${plan.name}”.`,
    title: act.name,
    rhythm: rhythmOf(period),
    shape: shapeOfPlan(plan, period),
    savedAt: act.at,
  }
}

/** The rule that gives a period as long as this one: whole quarters, half-years and years by their length, else by months. */
function ruleFor({ from, to }: CyclePlan['reviewPeriod']): ReviewPeriodRule {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  const months = Math.max(1, Math.min(36, Math.round(days / 30.44)))
  const whole = reviewPeriodRuleSchema.safeParse({ kind: 'whole', months })
  return whole.success ? whole.data : { kind: 'months', months }
}

function rhythmOf(rule: ReviewPeriodRule): CycleTemplate['rhythm'] {
  if (rule.months <= 3) return 'quarterly'
  return rule.months <= 6 ? 'half-yearly' : 'yearly'
}
