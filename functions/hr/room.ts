import script from '../layout/client/hr.ts?script'
import { clientScript } from '../layout/client-script.ts'
import type { Room } from '../web/room.ts'

export const hrRoom: Room = {
  kind: 'hr',
  name: 'HR console',
  prefix: '/hr',
  script: clientScript(script),
  navigation: [
    { label: 'Today', href: '/hr' },
    { label: 'Cycles', href: '/hr/cycles' },
    { label: 'People', href: '/hr/people' },
    { label: 'Holds and erasures', href: '/hr/holds-and-erasures' },
  ],
  signInPath: '/hr/sign-in',
  signOutPath: '/hr/sign-out',
  wayBack: 'The address may be mistyped, or what stood here is gone. Start again from the home page.',
}
