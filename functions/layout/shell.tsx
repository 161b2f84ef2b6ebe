import type { ComponentChildren } from 'preact'
import { BackLink } from './back-link.tsx'
import { Button } from './button.tsx'
import { CsrfToken } from './csrf-token.ts'
import { PostForm } from './post-form.tsx'

export interface ShellProps {
  title: string
  roomName: string
  homeHref: string
  stylesheetHref: string
  iconHref: string
  scriptHref?: string | undefined
  /** `holds` is the path below which pages belong to an entry, where that is not its own address. */
  navigation: readonly { label: string; href: string; holds?: string }[]
  /** The path of this page: tells which entry of the navigation is current. */
  path: string
  account?: { name: string; signOutPath?: string | undefined } | undefined
  csrfToken?: string | undefined
  back?: { label: string; href: string } | undefined
  wide: boolean
  /** Says "Error" first in the title, which is the first thing that a screen reader reads after sending a form. */
  hasError: boolean
  language?: string
  children: ComponentChildren
}

/** The whole document around a page: what is the same everywhere. */
export function Shell(props: ShellProps) {
  return (
    <html lang={props.language ?? 'en'}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${props.hasError ? 'Error: ' : ''}${props.title} – ${props.roomName} – Countersign`}</title>
        <link rel="stylesheet" href={props.stylesheetHref} />
        <link rel="icon" type="image/svg+xml" href={props.iconHref} />
        {props.scriptHref && <script type="module" src={props.scriptHref} />}
      </head>
      <body>
        <CsrfToken.Provider value={props.csrfToken}>
          <a class="skip-link" href="#main">
            Skip to the content
          </a>
          <Header {...props} />
          <div class={props.wide ? 'frame wide' : 'frame'}>
            {props.back && <BackLink {...props.back} />}
            <main id="main">
              <h1>{props.title}</h1>
              {props.children}
            </main>
          </div>
          <footer class="site-footer">
            <p>Countersign · every step of a review is written down where it cannot be changed unseen.</p>
          </footer>
        </CsrfToken.Provider>
      </body>
    </html>
  )
}

function Header(props: ShellProps) {
  return (
    <header class="site-header">
      <div class="site-bar">
        <a class="site-name" href={props.homeHref}>
          <strong>Countersign</strong> <span class="room-name">{props.roomName}</span>
        </a>
        {props.account && <Account {...props.account} />}
      </div>
      {props.navigation.length > 0 && (
        <nav aria-label={props.roomName}>
          <ul>
            {props.navigation.map(({ label, href }) => (
              <li key={href}>
                <a href={href} aria-current={isCurrent(href, props) ? 'page' : undefined}>
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </header>
  )
}

function Account(props: { name: string; signOutPath?: string | undefined }) {
  return (
    <div class="account">
      <p>
        <span class="account-label">Signed in as </span>
        {props.name}
      </p>
      {props.signOutPath && (
        <PostForm action={props.signOutPath} label="Sign out">
          <Button kind="quiet">Sign out</Button>
        </PostForm>
      )}
    </div>
  )
}

/** The longest entry that the path lies below; of several, the home entry only for the home page itself. */
function isCurrent(href: string, { path, homeHref, navigation }: ShellProps): boolean {
  const holdsAll = navigation.length === 1
  const below = (entry: { href: string; holds?: string }) =>
    path === entry.href ||
    (entry.holds !== undefined && (path === entry.holds || path.startsWith(`${entry.holds}/`))) ||
    ((holdsAll || entry.href !== homeHref) && path.startsWith(`${entry.href}/`))
  const current = navigation
    .filter(below)
    .map((entry) => entry.href)
    .sort((one, other) => other.length - one.length)[0]
  return href === current
}
