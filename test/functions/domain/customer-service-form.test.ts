import { describe, expect, test } from 'vitest'
import { customerServiceForm as form } from '../../../functions/domain/customer-service-form.ts'
import { formVersionSchema, sectionsForRole } from '../../../functions/domain/form.ts'

const titlesFor = (role: 'self' | 'peer' | 'supervisor', kind: 'scale' | 'text') =>
  sectionsForRole(form, role).flatMap((section) =>
    section.items.flatMap((item) => (item.kind === kind ? item.title : [])),
  )

test('the supervisor and the reviewee rate seven behaviours, a peer the five that colleagues see', () => {
  expect(titlesFor('supervisor', 'scale')).toEqual([
    'Exemplary interactions',
    'Challenging situations',
    'Communication',
    'Adherence to service standards',
    'Product and process knowledge',
    'Proactive prevention',
    'Teamwork',
  ])
  expect(titlesFor('self', 'scale')).toEqual(titlesFor('supervisor', 'scale'))
  expect(titlesFor('peer', 'scale')).toHaveLength(5)
})

test('each role is asked for one strength and one growth point', () => {
  for (const role of ['self', 'peer', 'supervisor'] as const) {
    const prompts = sectionsForRole(form, role).flatMap((section) =>
      section.items.flatMap((item) => (item.kind === 'text' ? item.prompt : [])),
    )
    expect(prompts).toHaveLength(2)
    for (const prompt of prompts) expect(prompt).toContain('example')
  }
})

test('every behaviour has an anchor of its own on each level', () => {
  const anchors = form.sections.flatMap((section) =>
    section.items.flatMap((item) =>
      item.kind === 'scale' ? item.anchors.map((anchor) => anchor.behaviour) : [],
    ),
  )
  expect(anchors).toHaveLength(35)
  expect(new Set(anchors).size).toBe(35)
})

test('the weights of the sections make a hundred', () => {
  expect(form.sections.reduce((sum, section) => sum + section.weight, 0)).toBe(100)
})

describe('a form that would mislead is refused', () => {
  const [first] = form.sections
  test.each([
    ['an id twice', { ...form, sections: [first, first] }],
    ['ratings that count for nothing', { ...form, sections: [{ ...first, weight: 0 }] }],
    ['a scale out of order', { ...form, scale: { ...form.scale, levels: form.scale.levels.toReversed() } }],
    ['no section', { ...form, sections: [] }],
  ])('%s', (_, wrong) => {
    expect(formVersionSchema.safeParse(wrong).success).toBe(false)
  })
})
