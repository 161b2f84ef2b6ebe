/** The account that a witness on this machine has, and that `npm start` lets read the log, as a company lets its auditors. */
export const auditorAccount = '111111111111'
