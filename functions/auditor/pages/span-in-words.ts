/** A span of time as people say it: "0.8 seconds", "4 minutes", "2 days". @param ms not below 0. */
export function spanInWords(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 10) return counted(Math.round(seconds * 10) / 10, 'second')
  if (seconds < 120) return counted(Math.round(seconds), 'second')
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return counted(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 48 ? counted(hours, 'hour') : counted(Math.round(hours / 24), 'day')
}

const counted = (number: number, unit: string) => `${number} ${unit}${number === 1 ? '' : 's'}`
