import { existsSync, readFileSync } from 'node:fs'
import validate from 'asl-validator'
import { describe, expect, test } from 'vitest'

interface State {
  Type: string
  Resource?: string
  Arguments?: { FunctionName?: string }
  TimeoutSeconds?: string | number
  Catch?: { ErrorEquals: string[] }[]
  Branches?: Machine[]
  ItemProcessor?: Machine
}
interface Machine {
  States: Record<string, State>
}

const read = (name: string) => JSON.parse(readFileSync(`workflows/${name}.asl.json`, 'utf8'))

function statesOf(machine: Machine): [string, State][] {
  return Object.entries(machine.States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.Branches ?? []).flatMap(statesOf),
    ...(state.ItemProcessor === undefined ? [] : statesOf(state.ItemProcessor)),
  ])
}

const fileOf = (placeholder: string) =>
  placeholder
    .replace(/[${}]/g, '')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .slice(1)

describe.each(['review', 'review-again', 'review-cycle'])('the workflow %s', (name) => {
  const definition = read(name)
  const states = statesOf(definition)

  test('is valid by an independent validator of the States language', () => {
    const result = validate(definition)
    expect(result.errors).toEqual([])
    expect(result.isValid).toBe(true)
  })

  test('names each state once, and each function for a file of the steps', () => {
    expect(new Set(states.map(([state]) => state)).size).toBe(states.length)
    const functions = states.flatMap(([, state]) => state.Arguments?.FunctionName ?? [])
    expect(functions.length).toBeGreaterThan(0)
    for (const placeholder of functions)
      expect(existsSync(`functions/steps/${fileOf(placeholder)}.ts`), placeholder).toBe(true)
  })

  test('ends every wait: a task with a token has a timeout of at most a year that is caught', () => {
    const waiting = states.filter(([, state]) => state.Resource?.endsWith('.waitForTaskToken'))
    expect(waiting.length).toBeGreaterThan(0)
    for (const [state, { TimeoutSeconds, Catch = [] }] of waiting) {
      expect(String(TimeoutSeconds), state).toContain('31536000')
      expect(
        Catch.flatMap(({ ErrorEquals }) => ErrorEquals),
        state,
      ).toContain('States.Timeout')
    }
  })
})
