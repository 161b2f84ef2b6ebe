import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** A cloud in a process of its own, so that it can be killed. */
export interface ServedCloud {
  url: string
  awsUrl: string
  child: ChildProcess
  /** Sends the signal and resolves with the exit code when the process is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

/** Starts `local/serve.ts` on a free port; rejects with what it said when it does not start. */
export async function serve(assembly: string, dataDir: string, port = 0): Promise<ServedCloud> {
  const child = spawn(
    process.execPath,
    ['local/serve.ts', '--assembly', assembly, '--data', dataDir, '--port', String(port)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const gone = once(child, 'exit')
  const said = text(child.stderr)
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8')))
    void gone.then(async () => reject(new Error((await said).trim())))
  })
  const { url, awsUrl } = JSON.parse(line) as { url: string; awsUrl: string }
  return {
    url,
    awsUrl,
    child,
    async end(signal) {
      child.kill(signal)
      const [code] = await gone
      return code as number | null
    },
  }
}
