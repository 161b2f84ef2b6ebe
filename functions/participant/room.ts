import script from '../layout/client/participant.ts?script'
import { clientScript } from '../layout/client-script.ts'
import type { Room } from '../web/room.ts'

/** The door for everybody who has a part in a cycle: reviewees, peers, supervisors. They come by an e-mailed link. */
export const participantRoom: Room = {
  kind: 'participant',
  name: 'Review pages',
  prefix: '/my',
  script: clientScript(script),
  navigation: [
    { label: 'Waiting', href: '/my' },
    { label: 'Read and sign', href: '/my/sign' },
    { label: 'Receipts', href: '/my/receipts' },
  ],
  signOutPath: '/my/leave',
  wayBack:
    'It may belong to somebody else, or you may be signed out. Open the link in the newest e-mail that we sent you: it leads to everything that waits for you. If it does not work, ask HR for a new one.',
}
