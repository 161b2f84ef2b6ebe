import type { HTMLElement } from 'node-html-parser'
import { remark } from './phrases.ts'

/**
 * Answers the questions of a form the way a willing person would: a level for every scale, now and then “cannot rate”,
 * some sentences for every open question. Hidden fields, names and codes are left as they are.
 */
export function answerQuestions(form: HTMLElement, chance: () => number): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, choices] of radioGroups(form)) values[name] = chooseLevel(choices, chance)
  for (const select of form.querySelectorAll('select')) {
    const options = select.querySelectorAll('option').flatMap((option) => option.getAttribute('value') || [])
    const name = select.getAttribute('name')
    if (name !== undefined && options.length > 0) values[name] = chooseLevel(options, chance)
  }
  for (const area of form.querySelectorAll('textarea')) {
    const name = area.getAttribute('name')
    if (name !== undefined) values[name] = remark(chance)
  }
  return values
}

function radioGroups(form: HTMLElement): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const radio of form.querySelectorAll('input[type=radio]')) {
    const name = radio.getAttribute('name') ?? ''
    groups.set(name, [...(groups.get(name) ?? []), radio.getAttribute('value') ?? ''])
  }
  return groups
}

/** Mostly threes and fours, some twos and fives, as ratings go. */
const LEVELS = ['2', '3', '3', '3', '4', '4', '4', '5'] as const

function chooseLevel(choices: readonly string[], chance: () => number): string {
  const cannotRate = choices.find((choice) => !/^[1-5]$/.test(choice))
  if (cannotRate !== undefined && chance() < 0.03) return cannotRate
  const wanted = LEVELS[Math.floor(chance() * LEVELS.length)] ?? '3'
  return choices.includes(wanted) ? wanted : (choices[0] ?? '')
}
