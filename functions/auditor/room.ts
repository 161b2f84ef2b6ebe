import script from '../layout/client/auditor.ts?script'
import { clientScript } from '../layout/client-script.ts'
import type { Room } from '../web/room.ts'

export const auditorRoom: Room = {
  kind: 'auditor',
  name: 'Auditor console',
  prefix: '/audit',
  script: clientScript(script),
  navigation: [
    { label: 'Cycles', href: '/audit', holds: '/audit/cycles' },
    { label: 'Search', href: '/audit/search' },
    { label: 'The log', href: '/audit/log', holds: '/audit/register' },
    { label: 'Verify', href: '/audit/verify' },
  ],
  signInPath: '/audit/sign-in',
  signOutPath: '/audit/sign-out',
  wayBack: 'The address may be mistyped. Start again from the list of cycles.',
}
