/** An error that the API answers with: the SDK throws an exception of the same name. */
export class ServiceFault extends Error {
  override readonly name: string

  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}
