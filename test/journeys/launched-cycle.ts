import { scheduleCycle } from '../../samples/demo/organizer.ts'
import { SimulatedParticipant } from '../../samples/demo/participant.ts'
import { HrUser } from '../../samples/hr-user.ts'
import { one } from '../../samples/signed-in-user.ts'
import { codeIn, type JourneyCloud } from './local-cloud.ts'
import { agents, companyFile, supervisor } from './small-company.ts'

/** What the pages call "within a minute or two". */
const soon = { by: 'PT2M' }

/**
 * HR imports the small company, plans a cycle for its five agents, and launches it at once.
 * @param reviewees who is reviewed; the others are colleagues.
 * @returns the cycle's id.
 */
export async function launchCycle(
  cloud: JourneyCloud,
  reviewees: readonly { id: string }[] = agents,
): Promise<string> {
  const hr = await HrUser.signIn(cloud.url)
  await hr.importPeople({ name: companyFile.name, bytes: new TextEncoder().encode(companyFile.text) }, {})
  const cycleId = await scheduleCycle(
    hr,
    'Small cycle',
    reviewees.map(({ id }) => id),
  )
  await decideNow(cloud, cycleId, 'launch-now')
  return cycleId
}

/** HR does on the cycle's page now what would happen by itself on its date. */
export async function decideNow(
  cloud: JourneyCloud,
  cycleId: string,
  act: 'launch-now' | 'release' | 'close',
): Promise<void> {
  const hr = await HrUser.signIn(cloud.url)
  const page = await hr.open(`/hr/cycles/${cycleId}`)
  await hr.press(page, one(page, `form[action="/hr/cycles/${cycleId}/${act}"] button`))
  await cloud.advance(soon)
}

/**
 * Every agent answers all that was asked of them, then the supervisor, on the day on which they are reminded.
 * @param beforeTheRatings is called when everything but the ratings is there.
 */
export async function answerEverything(
  cloud: JourneyCloud,
  beforeTheRatings: () => Promise<void> = async () => {},
): Promise<void> {
  await Promise.all(agents.map(({ email }) => doWhatWaits(cloud, email)))
  await advanceToMail(cloud, supervisor.email)
  await beforeTheRatings()
  await doWhatWaits(cloud, supervisor.email)
  await cloud.settle()
}

/** Moves the clock from one due thing to the next until somebody has got another mail. */
export async function advanceToMail(cloud: JourneyCloud, address: string): Promise<void> {
  const before = (await cloud.mails(address)).length
  for (let moves = 0; moves < 40; moves += 1) {
    await cloud.settle()
    if ((await cloud.mails(address)).length > before) return
    await cloud.advance({ to: 'next' })
  }
  throw new Error(`No mail came to ${address}, however far the clock was moved.`)
}

/** Somebody with a mailbox does everything that waits for them now: answers each form, signs with the mailed code. */
export async function doWhatWaits(cloud: JourneyCloud, address: string): Promise<void> {
  const person = new SimulatedParticipant(
    () => 0.5,
    async () => {},
  )
  const link = await cloud.linkFor(address)
  let seen = (await cloud.mails(address)).length
  let isDone = false
  const reading = (async () => {
    while (!isDone) {
      const mails = await cloud.mails(address)
      const code = mails.slice(seen).flatMap((mail) => codeIn(mail) ?? [])
      seen = mails.length
      for (const one of code) person.receiveCode(one)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })()
  try {
    await person.follow(link)
  } finally {
    isDone = true
    await reading
  }
}
