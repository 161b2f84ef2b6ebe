/**
 * Checks that the arrows of the house hold: `npm run arrows`. It reads import statements, type imports included,
 * because a type that flows the wrong way couples two rooms as much as a value does.
 */
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path/posix'
import { emptyNames, emptyWords, impure, type Rule, rules } from './arrow-rules.ts'

export interface Import {
  line: number
  /** As it is written: a package, or a path relative to the file. */
  specifier: string
}

/** The import statements of a source file, also `export … from`, `import('…')` and types. Comments do not count. */
export function importsOf(source: string): Import[] {
  const code = withoutComments(source)
  const statement =
    /^[ \t]*(?:import|export)\b[^'"`;]*?\bfrom\s*(['"])(.+?)\1|^[ \t]*import\s*(['"])(.+?)\3|\b(?:import|require)\(\s*(['"])(.+?)\5/gm
  return [...code.matchAll(statement)].map((match) => {
    const specifier = match[2] ?? match[4] ?? match[6] ?? ''
    const end = match.index + match[0].length
    return { line: code.slice(0, end).split('\n').length, specifier }
  })
}

/**
 * What is wrong with one file, one sentence each with `path:line`; empty if nothing is. `path` is relative to the root
 * of the repository, with slashes.
 */
export function brokenArrows(path: string, source: string): string[] {
  return [...badName(path), ...badImports(path, source), ...badContent(path, source)]
}

function badName(path: string): string[] {
  const name = basename(path)
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(name))
    return [`${path}: file names are kebab-case, named for what they export`]
  const stem = name.slice(0, name.indexOf('.'))
  const empty = emptyNames.includes(stem) || emptyWords.includes(stem.split('-').at(-1) ?? '')
  return empty
    ? [
        `${path}: the name “${stem}” says nothing; name the file for the thing or the act in it and give it a home`,
      ]
    : []
}

function badImports(path: string, source: string): string[] {
  const rule = rules.find(({ room }) => path.startsWith(`${room}/`))
  return importsOf(source).flatMap(({ line, specifier }) => {
    const target = specifier.startsWith('.') ? join(dirname(path), specifier) : undefined
    const allowed =
      rule !== undefined && (target === undefined ? mayUse(rule, specifier) : mayEnter(rule, target))
    if (allowed) return []
    const because = rule?.because ?? 'this place has no room in the house; see test/arrow-rules.ts'
    return [`${path}:${line} imports ${target ?? specifier}: ${because}`]
  })
}

function mayEnter(rule: Rule, target: string): boolean {
  return [rule.room, ...rule.rooms].some((room) =>
    typeof room === 'string' ? target.startsWith(`${room}/`) : room.test(target),
  )
}

function mayUse(rule: Rule, name: string): boolean {
  return rule.packages.some((known) =>
    known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : name === known,
  )
}

function badContent(path: string, source: string): string[] {
  const lines = withoutComments(source).split('\n')
  const found: string[] = []
  if (path.startsWith('functions/domain/'))
    lines.forEach((text, index) => {
      for (const [pattern, name] of impure)
        if (pattern.test(text))
          found.push(
            `${path}:${index + 1} uses ${name}: in the domain time, ids and chance come in as arguments`,
          )
    })
  if (path.startsWith('functions/') && basename(path) !== 'handler.ts')
    lines.forEach((text, index) => {
      if (/\bprocess\.env\b/.test(text))
        found.push(`${path}:${index + 1} reads the environment: only a room's handler.ts does`)
    })
  const statements = lines.filter((text) => text.trim() !== '')
  if (
    statements.length > 0 &&
    /^(\s*export\s+(type\s+)?(\*|\{[^}]*\})[^'"]*from\s*['"].+?['"];?\s*)+$/.test(statements.join('\n'))
  )
    found.push(
      `${path}: a file that only passes exports on hides where things live; import from the file itself`,
    )
  return found
}

/** The source with comments blanked, line by line in place. Strings that contain `//` stay whole. */
function withoutComments(source: string): string {
  const token = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
  return source.replace(token, (found) => (/^\/[/*]/.test(found) ? found.replace(/[^\n]/g, ' ') : found))
}

/** Checks every source file below `root`. Returns what is wrong and how many files were read. */
export function checkHouse(root: string): { broken: string[]; files: number } {
  const paths = globSync(
    [
      'functions/**/*.{ts,tsx}',
      'infra/**/*.ts',
      'local/**/*.{ts,tsx}',
      'samples/**/*.ts',
      'verifier/**/*.ts',
    ],
    {
      cwd: root,
    },
  ).map((path) => path.replaceAll('\\', '/'))
  const broken = paths.sort().flatMap((path) => brokenArrows(path, readFileSync(join(root, path), 'utf8')))
  for (const path of globSync('workflows/**/*', { cwd: root }))
    if (!path.endsWith('.asl.json'))
      broken.push(`${path}: workflows holds definitions (*.asl.json) and nothing else`)
  return { broken, files: paths.length }
}

if (import.meta.main) {
  const { broken, files } = checkHouse(join(import.meta.dirname, '..'))
  for (const sentence of broken) console.error(sentence)
  if (broken.length > 0) {
    console.error(`${broken.length} broken ${broken.length === 1 ? 'arrow' : 'arrows'} in ${files} files.`)
    process.exitCode = 1
  } else console.log(`The arrows hold in ${files} files.`)
}
