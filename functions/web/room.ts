import type { ClientScript } from '../layout/client-script.ts'
import type { SessionKind } from './sessions.ts'

/** One of the three doors of the app: what its pages have in common. */
export interface Room {
  kind: SessionKind
  /** Shown in the header and in every title: "HR console". */
  name: string
  /** `/hr`, `/my` or `/audit`: its home, and where all its paths begin. */
  prefix: string
  /** `holds` is the path below which pages belong to an entry, where that is not its own address. */
  navigation: readonly { label: string; href: string; holds?: string }[]
  /** What its pages run in the browser. */
  script?: ClientScript
  /** Where somebody without a session is sent. A room that people enter by an e-mailed link has none. */
  signInPath?: string
  /** Where the header's sign-out form posts to, with the label of its button. */
  signOutPath?: string
  /** Said when a page is not available, beside the uniform first sentence: what this person can do now. */
  wayBack: string
}
