import type { Locator, Page } from 'playwright-core'

/** On a phone with scripts one question is in sight: goes to the one of this field, as its link in the outline does. */
export async function bringIntoSight(page: Page, field: Locator): Promise<void> {
  if (await field.isVisible()) return
  const part = await field.evaluate((element) => element.closest<HTMLElement>('[data-part]')?.dataset.part)
  await page.locator(`[data-outline="${part}"] a`).dispatchEvent('click')
  await field.waitFor()
}

/** To the last question, where the buttons are. */
export async function goToTheEnd(page: Page): Promise<void> {
  await bringIntoSight(page, page.locator('[data-part]').last().locator('input, textarea').first())
}

/** Writes into a text field of a step's form, wherever it is. */
export async function write(page: Page, label: string, words: string): Promise<void> {
  const field = page.getByLabel(label)
  await bringIntoSight(page, field)
  await field.fill(words)
}
