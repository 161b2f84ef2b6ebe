/** A state machine asks for something that is wrong or that this cloud cannot run. It is not created. */
export class DefinitionRefused extends Error {
  override readonly name = 'DefinitionRefused'
  /** One sentence each, with the state's name. */
  readonly problems: readonly string[]

  constructor(machine: string, problems: readonly string[]) {
    super(`State machine '${machine}' is refused:\n${problems.map((problem) => `- ${problem}`).join('\n')}`)
    this.problems = problems
  }
}
