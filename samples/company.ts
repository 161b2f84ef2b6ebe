import { familyNames, givenNames } from './names.ts'

/** One row of the sample company's people file. Ids refer to `employeeId`; '' is nobody, or nothing. */
export interface SamplePerson {
  employeeId: string
  name: string
  email: string
  supervisorId: string
  managerId: string
  department: string
  location: string
  jobTitle: string
  tenure: string
  shift: string
  timeZone: string
}

export const sampleSeed = 20_260_101

/** Sizes of the real company whose shape this one has. */
export const sampleShape = {
  agents: 1371,
  /** How many supervisors have agents under so many managers. */
  supervisorsByManagers: { 1: 2, 2: 11, 3: 17, 4: 8, 5: 2 },
  smallestTeam: 5,
  largestTeam: 70,
  /** Agents under each of the managers, about. */
  agentsByManager: [361, 314, 228, 209, 184, 75],
  /** Agents by tenure and shift. */
  mix: {
    'On-the-job training': { Morning: 261, Evening: 257 },
    '0-30 days': { Morning: 83, Evening: 50, Afternoon: 6 },
    '31-60 days': { Morning: 62, Evening: 67, Afternoon: 12, Night: 5, Split: 2 },
    '61-90 days': { Morning: 11, Evening: 63, Afternoon: 10, Night: 4, Split: 2 },
    'Over 90 days': { Morning: 253, Evening: 89, Afternoon: 68, Split: 57, Night: 9 },
  },
} as const

const departments = [
  'Orders',
  'Returns',
  'Delivery',
  'Payments',
  'Marketplace',
  'Business customers',
] as const
const sites = [
  { location: 'Vienna', timeZone: 'Europe/Vienna' },
  { location: 'Lisbon', timeZone: 'Europe/Lisbon' },
  { location: 'Manila', timeZone: 'Asia/Manila' },
] as const
const longest = 'Over 90 days'

/**
 * The sample company: a head, six managers who lead a department each, forty supervisors at three sites, and the agents.
 * An agent's manager leads the department in which the agent works, so that agents of one supervisor are under several.
 *
 * @param seed the same seed gives the same company.
 */
export function sampleCompany(seed: number = sampleSeed): SamplePerson[] {
  const random = randomFrom(seed)
  const nextName = nameDrawer(random)
  const people: SamplePerson[] = []
  const hire = (person: Omit<SamplePerson, 'employeeId' | 'name' | 'email'>): SamplePerson => {
    const name = nextName()
    const employeeId = `E${String(people.length + 1).padStart(5, '0')}`
    const email = `${localPartOf(name)}@example.com`
    const hired = { employeeId, name, email, ...person }
    people.push(hired)
    return hired
  }
  const [home] = sites
  const senior = { tenure: longest, shift: 'Morning' }

  const head = hire({
    ...senior,
    ...home,
    supervisorId: '',
    managerId: '',
    department: 'Customer care',
    jobTitle: 'Head of customer care',
  })
  const managers = departments.map((department) =>
    hire({
      ...senior,
      ...home,
      supervisorId: head.employeeId,
      managerId: head.employeeId,
      department,
      jobTitle: 'Customer care manager',
    }),
  )
  const teams = planTeams(random)
  const supervisors = teams.map((team) => {
    const manager = managers[team.managers[0] ?? 0] ?? head
    return hire({
      ...team.site,
      tenure: longest,
      shift: pick(random, ['Morning', 'Evening']),
      supervisorId: manager.employeeId,
      managerId: manager.employeeId,
      department: manager.department,
      jobTitle: 'Team supervisor',
    })
  })
  const places = teams.flatMap((team, index) =>
    team.managers.map((manager) => ({
      supervisor: supervisors[index] ?? head,
      manager: managers[manager] ?? head,
      site: team.site,
    })),
  )
  const mix = shuffle(random, tenureAndShift())
  for (const [index, { supervisor, manager, site }] of shuffle(random, places).entries()) {
    hire({
      ...site,
      ...(mix[index] ?? senior),
      supervisorId: supervisor.employeeId,
      managerId: manager.employeeId,
      department: manager.department,
      jobTitle: 'Customer service agent',
    })
  }
  return people
}

/** The company as a CSV file that the people import recognizes without help: UTF-8, commas, LF. */
export function sampleCompanyCsv(people: readonly SamplePerson[]): string {
  const nameOf = new Map(people.map((person) => [person.employeeId, person.name]))
  const headings =
    'Employee ID,Name,E-mail,Supervisor ID,Supervisor,Manager ID,Manager,Department,Location,Job title,Tenure,Shift,Time zone'
  const rows = people.map((person) => [
    person.employeeId,
    person.name,
    person.email,
    person.supervisorId,
    nameOf.get(person.supervisorId) ?? '',
    person.managerId,
    nameOf.get(person.managerId) ?? '',
    person.department,
    person.location,
    person.jobTitle,
    person.tenure,
    person.shift,
    person.timeZone,
  ])
  return `${[headings, ...rows.map((cells) => cells.join(','))].join('\n')}\n`
}

interface Team {
  site: (typeof sites)[number]
  /** The manager of each agent, by place in the list of departments; the first is who the supervisor reports to. */
  managers: number[]
}

function planTeams(random: () => number): Team[] {
  const managerCounts = shuffle(
    random,
    Object.entries(sampleShape.supervisorsByManagers).flatMap(([count, times]) =>
      Array<number>(times).fill(Number(count)),
    ),
  )
  const sizes = teamSizes(managerCounts.length)
  const left: number[] = [...sampleShape.agentsByManager]
  // Large teams first, each mostly under the manager with the most agents still to be placed.
  const teams = sizes.map((size, index) => {
    const order = left.map((_, manager) => manager).sort((a, b) => (left[b] ?? 0) - (left[a] ?? 0))
    const [main = 0, ...others] = order
    const chosen = [main, ...shuffle(random, others).slice(0, (managerCounts[index] ?? 1) - 1)]
    const managers = splitTeam(size, chosen.length).flatMap((share, place) =>
      Array<number>(share).fill(chosen[place] ?? main),
    )
    for (const manager of managers) left[manager] = (left[manager] ?? 0) - 1
    return { site: sites[index % 5 === 0 ? 1 : index % 7 === 0 ? 2 : 0], managers }
  })
  return shuffle(random, teams)
}

/** From the largest to the smallest; together all agents. */
function teamSizes(teams: number): number[] {
  const { agents, smallestTeam, largestTeam } = sampleShape
  const sizes = Array.from({ length: teams }, (_, index) => {
    const share = (teams - 1 - index) / (teams - 1)
    return Math.round(smallestTeam + (largestTeam - smallestTeam) * share ** 1.2)
  })
  let missing = agents - sizes.reduce((sum, size) => sum + size, 0)
  for (let index = 1; missing !== 0; index = (index % (teams - 2)) + 1) {
    sizes[index] = (sizes[index] ?? 0) + Math.sign(missing)
    missing -= Math.sign(missing)
  }
  return sizes
}

/** A team's agents over its managers: about two thirds for the first, two thirds of the rest for the next, one at least. */
function splitTeam(size: number, parts: number): number[] {
  const shares: number[] = []
  let left = size
  for (let part = 1; part < parts; part += 1) {
    const share = Math.max(1, Math.min(Math.round(left * 0.64), left - (parts - part)))
    shares.push(share)
    left -= share
  }
  return [...shares, left]
}

function tenureAndShift(): { tenure: string; shift: string }[] {
  return Object.entries(sampleShape.mix).flatMap(([tenure, shifts]) =>
    Object.entries(shifts).flatMap(([shift, count]) =>
      Array.from({ length: count }, () => ({ tenure, shift })),
    ),
  )
}

/** "Łucja Sørensen" → "lucja.sorensen". */
function localPartOf(name: string): string {
  const plain: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', đ: 'd', ı: 'i', ß: 'ss', æ: 'ae' }
  return name
    .toLowerCase()
    .replace(/[øłđıßæ]/g, (letter) => plain[letter] ?? letter)
    .normalize('NFKD')
    .replace(/[^a-z]+/g, (between) => (between.includes(' ') ? '.' : ''))
}

/** Every name once, and no two that would give the same address. */
function nameDrawer(random: () => number): () => string {
  const used = new Set<string>()
  return () => {
    for (;;) {
      const name = `${pick(random, givenNames)} ${pick(random, familyNames)}`
      const localPart = localPartOf(name)
      if (used.has(localPart)) continue
      used.add(localPart)
      return name
    }
  }
}

/** Mulberry32: a small generator that is the same everywhere; nothing here has to be unpredictable. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('There is nothing to pick from')
  return item
}

function shuffle<Item>(random: () => number, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}
