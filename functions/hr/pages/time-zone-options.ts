/** All time zones for a select; one that goes by an older name is added, so that it is not lost when shown again. */
export function timeZoneOptions(present: string): { value: string; label: string }[] {
  const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])
  if (present !== '') zones.add(present)
  return [...zones].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))
}
