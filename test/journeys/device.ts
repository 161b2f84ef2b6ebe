import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

const devices = {
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  /** WCAG 1.4.10: 1280 pixels at 400 %. */
  narrow: { viewport: { width: 320, height: 640 } },
  desk: { viewport: { width: 1440, height: 900 } },
} satisfies Record<string, BrowserContextOptions>

/** Somebody's own browser, with cookies of its own, and what it complained about. */
export interface Device {
  page: Page
  /** Errors on the console, such as a violated content policy, and requests that failed. Not: pages with a 4xx status. */
  complaints: string[]
  close(): Promise<void>
}

/** @param options.scripts whether pages may run scripts; a page must work without. */
export async function openDevice(
  browser: Browser,
  kind: keyof typeof devices,
  options: { scripts: boolean } & BrowserContextOptions,
): Promise<Device> {
  const { scripts, ...rest } = options
  const context = await browser.newContext({ ...devices[kind], ...rest, javaScriptEnabled: scripts })
  const page = await context.newPage()
  // Generous, since the machine may be busy with other tests.
  page.setDefaultTimeout(30_000)
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    if (/the server responded with a status of 4\d\d/.test(message.text())) return
    complaints.push(`${new URL(page.url()).pathname}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`${new URL(page.url()).pathname}: ${error.message}`))
  page.on('requestfailed', (request) => {
    // A download ends as a page, and with a page ends what it asked for to keep itself current. Drafts have to arrive.
    const isCutShort = request.failure()?.errorText === 'net::ERR_ABORTED' && request.method() === 'GET'
    if (isCutShort && (request.isNavigationRequest() || request.resourceType() === 'fetch')) return
    complaints.push(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`)
  })
  return { page, complaints, close: () => context.close() }
}
