/** An element of an answer: text, nested elements, or a list that repeats the element. Undefined is left out. */
export type XmlContent = string | number | boolean | undefined | { [name: string]: XmlContent | XmlContent[] }

/** Writes an XML document as AWS's older protocols answer. */
export function xmlDocument(name: string, content: XmlContent, namespace?: string): string {
  const attributes = namespace === undefined ? '' : ` xmlns="${namespace}"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${attributes}>${inner(content)}</${name}>`
}

function inner(content: XmlContent): string {
  if (content === undefined) return ''
  if (typeof content !== 'object') return escaped(String(content))
  return Object.entries(content)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((each) => [name, each] as const))
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${inner(value)}</${name}>`)
    .join('')
}

function escaped(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => `&#${character.charCodeAt(0)};`)
}
