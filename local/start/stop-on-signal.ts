/**
 * Runs something that is to be ended in order on Ctrl-C or SIGTERM, also while it still starts; the second signal ends
 * the process at once.
 * @param stop ends what has been started; the process exits with 0 after it
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(130)
      stopping = true
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error)
          process.exit(1)
        },
      )
    })
  }
}
