/** Whom people ask when something is wrong, where the deployment names nobody. Completes “Ask …”. */
export const HR_IN_YOUR_COMPANY = 'HR in your company'
