/** The stylesheet of the local pages: system fonts, light and dark, one column on a phone. */
export const style = `
:root { color-scheme: light dark; --line: light-dark(#c9ccd1, #4a4f57); --soft: light-dark(#f3f4f6, #23262b);
  --ink: light-dark(#16181c, #e9eaec); --dim: light-dark(#565b63, #a9afb8); --link: light-dark(#0b55b5, #8ab8ff);
  --warm: light-dark(#fdf3dc, #3a3017) }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem 4rem; color: var(--ink);
  background: light-dark(#fff, #17191c); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: baseline; padding: 1rem 0;
  border-bottom: 1px solid var(--line) }
header strong { font-size: 1.1rem }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem }
a { color: var(--link) }
a[aria-current] { color: inherit; font-weight: 600; text-decoration: none }
a:focus-visible, button:focus-visible, input:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1.5rem 0 .5rem }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem }
table { width: 100%; border-collapse: collapse }
caption { text-align: left; color: var(--dim); padding: .25rem 0 }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem }
dt { color: var(--dim) }
dd { margin: 0 }
form { display: inline-flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: 0 .5rem .5rem 0 }
label { display: grid; gap: .25rem }
button, input { font: inherit; color: inherit; padding: .5rem .9rem; min-height: 2.75rem;
  border: 1px solid var(--line); border-radius: .4rem; background: var(--soft) }
button { cursor: pointer }
button:disabled { cursor: default; opacity: .55 }
tbody th { white-space: nowrap }
pre { white-space: pre-wrap; background: var(--soft); padding: 1rem; border-radius: .4rem }
iframe { width: 100%; height: 36rem; border: 1px solid var(--line); border-radius: .4rem; background: #fff }
.note { background: var(--warm); padding: .75rem 1rem; border-radius: .4rem }
.dim { color: var(--dim) }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(12.5rem, 1fr)); gap: 1rem; padding: 0;
  list-style: none }
.cards li { border: 1px solid var(--line); border-radius: .4rem; padding: 1rem }
.cards p { margin: .25rem 0 0 }
@media (max-width: 40rem) {
  dl { grid-template-columns: 1fr } dt { margin-top: .5rem }
  table.stack thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
  table.stack tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line) }
  table.stack td { display: block; border: 0; padding: .1rem 0 }
}
`
