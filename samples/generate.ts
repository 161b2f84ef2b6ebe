/** Writes the sample company beside this file: `node samples/generate.ts`. The seed decides, so a second run changes nothing. */
import { writeFileSync } from 'node:fs'
import { sampleCompany, sampleCompanyCsv } from './company.ts'

const people = sampleCompany()
writeFileSync(new URL('company.csv', import.meta.url), sampleCompanyCsv(people))
console.log(`samples/company.csv: ${people.length} people`)
