/** Runs in the auditor's browser on /audit/verify: reads the log from this site and verifies it there. */
import { utf8, utf8Text } from '../../trail/bytes.ts'
import { BadNote, MAX_NOTE_BYTES } from '../../trail/note.ts'
import { instantInWords } from '../../trail/verify/instant-in-words.ts'
import type { LogSource } from '../../trail/verify/log-source.ts'
import { verifyLog } from '../../trail/verify/verify-log.ts'
import { showFieldError } from './field-error.ts'
import { keepCheckpoint, keptCheckpoint, rememberedKey, rememberKey } from './kept-checkpoint.ts'
import { keyProblem } from './key-problem.ts'
import { sameSiteSource } from './same-site-source.ts'
import { showReport, showTrouble } from './show-report.ts'

function find<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id)
  if (!(element instanceof kind)) throw new Error(`The page has no ${id}`)
  return element
}

const form = find('verify-form', HTMLFormElement)
const field = find('field-vkey', HTMLInputElement)
const kept = find('kept-checkpoint', HTMLParagraphElement)
const progress = find('verify-progress', HTMLDivElement)
const bar = find('verify-bar', HTMLProgressElement)
const count = find('verify-count', HTMLSpanElement)
const result = find('verify-result', HTMLDivElement)

function sayWhatIsKept(): void {
  const checkpoint = keptCheckpoint(field.value.trim())
  kept.textContent =
    checkpoint === undefined
      ? ''
      : `This browser verified ${checkpoint.size} entries on ${instantInWords(checkpoint.at)}. The log must still begin with them.`
}

/** Keeps the checkpoint that was verified, as it was read: the site cannot show another one afterwards. */
function keepingSource(source: LogSource): { source: LogSource; checkpoint(): Uint8Array | undefined } {
  let checkpoint: Uint8Array | undefined
  return {
    source: {
      ...source,
      async read(path, maxBytes) {
        const bytes = await source.read(path, maxBytes)
        if (path === 'checkpoint') checkpoint = bytes?.slice(0, MAX_NOTE_BYTES)
        return bytes
      },
    },
    checkpoint: () => checkpoint,
  }
}

async function verify(vkey: string): Promise<void> {
  const earlier = keptCheckpoint(vkey)
  const { source, checkpoint } = keepingSource(sameSiteSource())
  const report = await verifyLog({
    source,
    vkey,
    ...(earlier === undefined ? {} : { from: utf8(earlier.note) }),
    onProgress: ({ done, total }) => {
      bar.max = total
      bar.value = done
      count.textContent = `${done} of ${total}`
    },
  })
  rememberKey(vkey)
  showReport(result, report)
  const note = checkpoint()
  if (!report.ok || report.size === null || note === undefined) return
  keepCheckpoint({ vkey, note: utf8Text(note), size: report.size, at: new Date().toISOString() })
}

function sentenceFor(error: unknown): string {
  if (error instanceof BadNote) return error.message
  if (error instanceof DOMException && error.name === 'NotSupportedError')
    return 'This browser cannot check Ed25519 signatures. Use a newer one, or the verifier on your own machine.'
  return `The verification broke off: ${error instanceof Error ? error.message : String(error)}`
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const [button] = form.getElementsByTagName('button')
  if (button === undefined || button.disabled) return
  const problem = keyProblem(field.value.trim())
  showFieldError(field, problem)
  if (problem !== undefined) {
    result.replaceChildren()
    return
  }
  button.disabled = true
  result.replaceChildren()
  bar.value = 0
  count.textContent = 'none yet'
  progress.hidden = false
  verify(field.value.trim())
    .catch((error: unknown) => showTrouble(result, sentenceFor(error)))
    .finally(() => {
      button.disabled = false
      progress.hidden = true
      sayWhatIsKept()
    })
})

field.value = rememberedKey()
field.addEventListener('input', sayWhatIsKept)
sayWhatIsKept()
find('verify-needs-script', HTMLDivElement).hidden = true
form.hidden = false
