import { registerHooks } from 'node:module'
import type { Clock } from '../../ports.ts'

const slot = Symbol.for('countersign.local.issuer.now')
let hooked = false

/**
 * Makes oidc-provider tell the cloud's time. It has one place where it asks for the time (`helpers/epoch_time.js`) and
 * no setting for it; a token in real time would look expired to functions whose `Date` follows the cloud's clock. To
 * be called before the package is first imported.
 */
export function followCloudTime(clock: Clock): void {
  Reflect.set(globalThis, slot, () => clock.now())
  if (hooked) return
  hooked = true
  registerHooks({
    load(url, context, nextLoad) {
      if (!url.endsWith('/oidc-provider/lib/helpers/epoch_time.js')) return nextLoad(url, context)
      const source = `const slot = Symbol.for('${slot.description}')
export default (date = globalThis[slot]()) => Math.floor(date / 1000)`
      return { format: 'module', shortCircuit: true, source }
    },
  })
}
