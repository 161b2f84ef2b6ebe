import { existsSync } from 'node:fs'
import packedChromium from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * A real Chromium for the tests: the one that CHROMIUM_PATH names, an installed one, or the one that npm brought along.
 * Throws a sentence that says what to install where there is none: a journey never passes by being skipped.
 */
export async function openBrowser(): Promise<Browser> {
  const found = await findChromium()
  try {
    return await chromium.launch({ ...found, headless: true })
  } catch (error) {
    throw new Error(`The browser at ${found.executablePath} does not start. ${whatToInstall}`, {
      cause: error,
    })
  }
}

async function findChromium(): Promise<{ executablePath: string; args: string[] }> {
  const asked = process.env.CHROMIUM_PATH
  if (asked !== undefined && !existsSync(asked))
    throw new Error(`CHROMIUM_PATH is ${asked}, and there is no such file. ${whatToInstall}`)
  const installed = asked ?? INSTALLED.find((path) => existsSync(path))
  // Without a sandbox of its own, since CI runs as root in a container; the pages are our own.
  if (installed !== undefined) return { executablePath: installed, args: ['--no-sandbox', '--disable-gpu'] }

  // Made for x64 Linux; unpacks itself into the temporary directory on first use.
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`There is no Chromium on this machine. ${whatToInstall}`)
  // Of the arguments that it recommends for Lambda, none: they switch web security off and put all into one process.
  return { executablePath: await packedChromium.executablePath(), args: ['--no-sandbox', '--disable-gpu'] }
}

const whatToInstall =
  'The browser journeys need Chromium or Chrome: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to it.'
