import type { Answers } from './answers.ts'
import type { FormVersion, Level } from './form.ts'

/**
 * Names the arithmetic below. A stored score keeps it, so that it can be recomputed from its inputs for as long as the
 * record lives; any change to the formula takes a new name.
 */
export const formulaVersion = 'section-weighted-mean/1'

export interface RatingInput {
  sectionId: string
  itemId: string
  /** null: not rated, or not answered. It is left out, it never counts as zero. */
  level: Level | null
  /** The item's weight within its section, as the form has it. */
  weight: number
}

export interface SectionWeight {
  sectionId: string
  /** As the form has it. */
  weight: number
  /** True when at least one item of the section has a level; the other sections share its weight when none has. */
  counted: boolean
}

export interface ComputedScore {
  /** 1.00 to 5.00 in two decimals, half up; null when nothing at all was rated. */
  score: number | null
  inputs: RatingInput[]
  weights: SectionWeight[]
  formulaVersion: typeof formulaVersion
}

/**
 * The score of a review from the supervisor's levels: the mean of the sections by their weights, each section being the
 * mean of its rated items by their weights. What is missing is left out and the remaining weights grow in proportion.
 * Computed in fractions of whole numbers: the same inputs give the same two decimals on every machine.
 */
export function computeScore(form: FormVersion, supervisorAnswers: Answers): ComputedScore {
  const inputs: RatingInput[] = []
  const weights: SectionWeight[] = []
  for (const section of form.sections) {
    const sectionInputs: RatingInput[] = []
    for (const item of section.items) {
      if (item.kind !== 'scale' || !item.forRoles.includes('supervisor')) continue
      const answer = Object.hasOwn(supervisorAnswers, item.itemId)
        ? supervisorAnswers[item.itemId]
        : undefined
      const level = answer !== undefined && 'level' in answer ? answer.level : null
      sectionInputs.push({ sectionId: section.sectionId, itemId: item.itemId, level, weight: item.weight })
    }
    if (sectionInputs.length === 0) continue
    inputs.push(...sectionInputs)
    weights.push({
      sectionId: section.sectionId,
      weight: section.weight,
      counted: sectionInputs.some((input) => input.level !== null),
    })
  }
  return { score: scoreFromInputs(inputs, weights), inputs, weights, formulaVersion }
}

/** Recomputes a stored score from what was stored with it. Levels are whole, weights are whole and not negative. */
export function scoreFromInputs(
  inputs: readonly Omit<RatingInput, 'itemId'>[],
  weights: readonly Omit<SectionWeight, 'counted'>[],
): number | null {
  // The mean so far, as top / bottom times the weight that it stands for.
  let top = 0n
  let bottom = 1n
  let totalWeight = 0n
  for (const section of weights) {
    let levels = 0n
    let itemWeight = 0n
    for (const input of inputs) {
      if (input.sectionId !== section.sectionId || input.level === null) continue
      levels += BigInt(input.level) * BigInt(input.weight)
      itemWeight += BigInt(input.weight)
    }
    if (itemWeight === 0n) continue
    top = top * itemWeight + BigInt(section.weight) * levels * bottom
    bottom *= itemWeight
    totalWeight += BigInt(section.weight)
  }
  if (totalWeight === 0n) return null
  const divisor = bottom * totalWeight
  const hundredths = (top * 200n + divisor) / (divisor * 2n)
  return Number(hundredths) / 100
}

export type JustificationReason = 'extreme' | 'departs-from-computed'

/** The distance from the computed score, in levels, from which on a proposed rating has to be explained. */
export const justifiedDeparture = 1

/**
 * Why a proposed rating has to be explained in words: it is the lowest or the highest there is, or it departs from the
 * computed score by a whole level or more. Empty when it need not be. Without a computed score only the first counts.
 */
export function justificationReasons(computed: number | null, proposed: number): JustificationReason[] {
  const reasons: JustificationReason[] = []
  if (proposed <= 1 || proposed >= 5) reasons.push('extreme')
  // In hundredths, because 3.35 - 2.35 is a little less than 1 in binary fractions.
  if (
    computed !== null &&
    Math.abs(Math.round(computed * 100) - Math.round(proposed * 100)) >= justifiedDeparture * 100
  ) {
    reasons.push('departs-from-computed')
  }
  return reasons
}

/** True when `justificationReasons` finds any. */
export function needsJustification(computed: number | null, proposed: number): boolean {
  return justificationReasons(computed, proposed).length > 0
}
