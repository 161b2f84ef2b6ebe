import type { Locator, Page } from 'playwright-core'
import { codeIn, type JourneyCloud } from './local-cloud.ts'

/** Follows a link or presses a button, and waits for the page that it leads to. */
export async function follow(page: Page, target: Locator): Promise<void> {
  const loaded = page.waitForEvent('load')
  await target.click()
  await loaded
}

/** Presses the button of this name; where the page asks once more, says yes with the button of that name. */
export async function press(page: Page, name: string, yes?: string): Promise<void> {
  const button = page.getByRole('main').getByRole('button', { name, exact: true })
  if (yes === undefined) return follow(page, button)
  await button.click()
  await follow(page, page.getByRole('dialog').getByRole('button', { name: yes, exact: true }))
}

/** Follows the first link of the page's content with exactly these words. */
export async function take(page: Page, name: string): Promise<void> {
  await follow(page, page.getByRole('main').getByRole('link', { name, exact: true }).first())
}

/** The whole row of a choice is its label, and that is what a thumb meets. */
export async function choose(page: Page, choice: string): Promise<void> {
  await page
    .locator('.choice label')
    .filter({ has: page.getByText(choice, { exact: true }) })
    .last()
    .click()
}

/** What can be read on the page: without what is folded. */
export async function words(page: Page): Promise<string> {
  return (await page.locator('main').allInnerTexts()).join('\n')
}

/** Signs in at the issuer, by way of a room. */
export async function signInAs(page: Page, cloud: JourneyCloud, room: '/hr' | '/audit', account: string) {
  await page.goto(cloud.url + room)
  await follow(page, page.getByRole('button', { name: account }))
}

/** Has a code mailed, reads it, and signs with it. */
export async function sign(
  page: Page,
  cloud: JourneyCloud,
  who: { name: string; email: string },
): Promise<void> {
  await press(page, 'Mail me a code')
  await cloud.settle()
  const code = (await cloud.mails(who.email)).flatMap((mail) => codeIn(mail) ?? []).at(-1)
  if (code === undefined) throw new Error(`No mail to ${who.email} holds a code.`)
  await page.getByLabel('Your name').fill(who.name)
  await page.getByLabel('The code from the mail').fill(code)
  await press(page, 'Sign')
  await page.waitForURL(/\/my\/receipts/)
}
