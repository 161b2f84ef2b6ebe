import { createHash } from 'node:crypto'
import { answerFormStyle } from './styles/answer-form.ts'
import { base } from './styles/base.ts'
import { calendar } from './styles/calendar.ts'
import { chartsStyle } from './styles/charts.ts'
import { formCare } from './styles/form-care.ts'
import { operationsStyle } from './styles/operations.ts'
import { planSteps } from './styles/plan-steps.ts'

/** The one stylesheet: the base first, then what belongs to single components, each in a file of its own. */
export const stylesheet = [
  base,
  chartsStyle,
  formCare,
  answerFormStyle,
  operationsStyle,
  calendar,
  planSteps,
].join('\n')

/** Its name below `<prefix>/assets/`: changes with every change of the sheet, so that browsers may keep it for ever. */
export const stylesheetFile = `${createHash('sha256').update(stylesheet).digest('hex').slice(0, 16)}.css`
