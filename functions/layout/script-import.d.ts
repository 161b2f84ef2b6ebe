/** A script for browsers as the text that is served: bundled and minified by infra/client-scripts.ts. */
declare module '*?script' {
  const text: string
  export default text
}
