/** The name that a log gets when it is made: where it is read, without scheme (C2SP tlog-tiles). */
export function logOrigin(publicUrl: string): string {
  const { host, pathname } = new URL(publicUrl)
  return `${host}${pathname.replace(/\/$/, '')}/audit/log`
}
