/** A company small enough to play by hand: one supervisor and five agents, each of whom has four colleagues. */
export const supervisor = { id: 'E-1', name: 'Silvia Sørensen', email: 'silvia.sorensen@small.example' }

export const agents = [
  { id: 'E-2', name: 'Ada Okafor', email: 'ada.okafor@small.example' },
  { id: 'E-3', name: 'Bruno Díaz', email: 'bruno.diaz@small.example' },
  { id: 'E-4', name: 'Chen Wei', email: 'chen.wei@small.example' },
  { id: 'E-5', name: 'Dunja Kovač', email: 'dunja.kovac@small.example' },
  { id: 'E-6', name: "Eoin O'Brien", email: 'eoin.obrien@small.example' },
] as const

/** As HR would export it. */
export const companyFile = {
  name: 'small-company.csv',
  text: [
    'Employee ID,Name,E-mail,Supervisor ID,Job title,Time zone',
    `${supervisor.id},${supervisor.name},${supervisor.email},,Team lead,Europe/Berlin`,
    ...agents.map(({ id, name, email }) => `${id},${name},${email},${supervisor.id},Agent,Europe/Berlin`),
    '',
  ].join('\r\n'),
}
