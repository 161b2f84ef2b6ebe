import { createContext } from 'preact'

/** The session's form token, set once by the shell, so that no page can forget to put it into a form. */
export const CsrfToken = createContext<string | undefined>(undefined)
