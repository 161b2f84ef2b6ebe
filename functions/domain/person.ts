import * as z from 'zod'
import { personIdSchema } from './ids.ts'

/** How long a field may be, in UTF-16 code units. An e-mail address ends at 254 (RFC 5321 §4.5.3.1.3, less the brackets). */
export const personFieldLimits = {
  employeeId: 64,
  name: 120,
  email: 254,
  department: 120,
  location: 120,
  jobTitle: 120,
  tenure: 60,
  shift: 60,
  timeZone: 64,
  hiredOn: 40,
} as const

/**
 * One person of the company, as the last import or edit left them.
 *
 * `supervisorId` is who rates them by default. `managerId` is a fact about the person, not about the supervisor:
 * in real companies most supervisors have agents under more than one manager. `timeZone` is an IANA name.
 * `version` counts the writes, from 1.
 */
export const personSchema = z.object({
  personId: personIdSchema,
  employeeId: z.string().min(1).max(personFieldLimits.employeeId),
  name: z.string().min(1).max(personFieldLimits.name),
  email: z.string().min(3).max(personFieldLimits.email),
  supervisorId: personIdSchema.nullable(),
  managerId: personIdSchema.nullable(),
  department: z.string().min(1).max(personFieldLimits.department).optional(),
  location: z.string().min(1).max(personFieldLimits.location).optional(),
  jobTitle: z.string().min(1).max(personFieldLimits.jobTitle).optional(),
  tenure: z.string().min(1).max(personFieldLimits.tenure).optional(),
  shift: z.string().min(1).max(personFieldLimits.shift).optional(),
  /** Local date, `YYYY-MM-DD`: anniversaries and the end of a probation count from it. */
  hiredOn: z.iso.date().optional(),
  timeZone: z.string().min(1).max(personFieldLimits.timeZone),
  /** 'left': on no new cycle and no list, kept in what has been. */
  status: z.enum(['active', 'left']),
  version: z.int().min(1),
  /** ISO instant at which they were added; absent for people from before this was kept. */
  addedAt: z.string().optional(),
})

export type Person = z.infer<typeof personSchema>
