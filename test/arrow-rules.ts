/** Who may import whom. The arrows of the house: requests and steps flow towards the domain, which knows nobody. */

export interface Rule {
  /** The room: a directory from the root of the repository. */
  room: string
  /** The rooms that it may import, besides itself; or single files below them. */
  rooms: readonly (string | RegExp)[]
  /** The packages that it may import; `*` at the end matches a beginning. */
  packages: readonly string[]
  /** What to tell someone who broke it. */
  because: string
}

const aws = '@aws-sdk/*'
const page = ['preact', 'preact/*', 'preact-render-to-string']
/** Pure: the digest of a record, which steps freeze and participants are shown before they sign, and of a cycle’s list. */
const digest = /^functions\/trail\/digest\.ts$/
/** Pure: what people keep is written by the same code that a verifier reads it with. */
const pack = /^functions\/trail\/pack\/[a-z-]+\.ts$/
const roleRooms = [
  'functions/web',
  'functions/domain',
  'functions/store',
  'functions/mail',
  'functions/layout',
]
const role = ['zod', 'node:crypto', 'aws-lambda', aws, ...page]

export const rules: readonly Rule[] = [
  {
    room: 'functions/domain',
    rooms: [],
    // temporal-polyfill is a pure library: calendars without a clock, as Node 24 has no Temporal.
    packages: ['zod', 'temporal-polyfill'],
    because: 'the rules know nobody: pass in what they need as arguments',
  },
  {
    room: 'functions/trail',
    rooms: [],
    packages: ['zod', 'canonicalize', 'fflate', 'node:crypto', '@noble/hashes/*'],
    because: 'the transparency log is pure, so that a verifier can be built from it alone',
  },
  {
    room: 'functions/store',
    rooms: ['functions/domain', 'functions/trail'],
    packages: [
      'zod',
      'node:crypto',
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/util-dynamodb',
      '@aws-sdk/client-s3',
      // The key that signs the log's checkpoints.
      '@aws-sdk/client-kms',
    ],
    because: 'the store turns decisions into transactions and knows neither pages, mails nor workflows',
  },
  {
    room: 'functions/launches',
    rooms: ['functions/domain'],
    packages: ['@aws-sdk/client-scheduler', '@aws-sdk/client-sfn'],
    because: 'alarm clocks and what they start: who launches a cycle has decided and saved that elsewhere',
  },
  {
    room: 'functions/layout',
    rooms: ['functions/domain'],
    // The stylesheet and the icon carry the hash of their content in their address.
    packages: [...page, 'node:crypto'],
    because: 'layout gets plain props and fetches nothing',
  },
  {
    room: 'functions/mail',
    rooms: ['functions/domain', 'functions/layout'],
    packages: ['zod', '@aws-sdk/client-ses', '@aws-sdk/client-sqs', 'node:crypto', ...page],
    because: 'a message is made from its props; the step or reaction that sends it loads them',
  },
  {
    room: 'functions/web',
    rooms: ['functions/domain', 'functions/layout'],
    // Answers that are kept for programs are packed.
    packages: ['zod', '@middy/*', 'aws-lambda', 'jose', 'oauth4webapi', 'node:crypto', 'node:zlib', ...page],
    because: 'the web never touches the store: a room’s handler hands in what it needs',
  },
  {
    room: 'functions/hr',
    rooms: [...roleRooms, 'functions/launches', digest],
    packages: [...role, 'csv-parse', 'csv-parse/*', 'temporal-polyfill'],
    because: 'roles never import each other: what two of them share belongs to domain, store, layout or web',
  },
  {
    room: 'functions/participant',
    rooms: [...roleRooms, digest, pack],
    // Beside the bundle lies the verifier that goes into receipts.
    packages: [...role, 'node:fs/promises', 'node:path'],
    because: 'roles never import each other: what two of them share belongs to domain, store, layout or web',
  },
  {
    room: 'functions/auditor',
    rooms: ['functions/web', 'functions/domain', 'functions/store', 'functions/trail', 'functions/layout'],
    // A sign-off record as PDF: the writer, what a font can draw, and the order of what is written from right to left.
    packages: [...role, 'pdfkit', 'fontkit', 'bidi-js', 'node:fs/promises', 'node:path'],
    because: 'an auditor reads: no mail, no workflow, no other role',
  },
  {
    room: 'functions/steps',
    rooms: ['functions/domain', 'functions/store', 'functions/mail', digest],
    packages: ['zod', 'node:crypto', 'aws-lambda', aws],
    because: 'a step is parse, load, decide, save or send, return: domain, store and mail suffice',
  },
  {
    room: 'functions/reactions',
    rooms: ['functions/domain', 'functions/store', 'functions/mail', 'functions/trail', 'functions/launches'],
    packages: ['zod', 'node:crypto', 'aws-lambda', aws],
    because: 'a reaction answers a stream, a queue or a schedule: no pages, no roles, no steps',
  },
  {
    room: 'functions/witness',
    // Log objects are read and written once in one way, whoever's bucket it is.
    rooms: ['functions/trail', /^functions\/store\/log-objects\.ts$/],
    packages: ['zod', aws],
    because: 'the witness runs in the auditor’s account: of the app it knows the log and nothing else',
  },
  {
    room: 'verifier',
    rooms: ['functions/trail'],
    packages: ['node:*'],
    because:
      'the verifier is one file that trusts nobody: it holds the pure trail and what Node brings along',
  },
  {
    room: 'infra',
    rooms: [/^functions\/[a-z]+\/env\.ts$/],
    packages: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'cdk-nag', 'esbuild', 'zod', 'node:*'],
    because: 'the infrastructure knows of the functions only what they read from their environment (env.ts)',
  },
  {
    room: 'local',
    rooms: [],
    packages: ['*'],
    because: 'the local cloud runs what the synthesized app says and must work without knowing its code',
  },
  {
    room: 'samples',
    rooms: [],
    packages: ['*'],
    because: 'samples and demo use the app from outside, as people do',
  },
]

/** What the domain must not ask the machine for; time and ids come in as arguments. */
export const impure: readonly [RegExp, string][] = [
  [/\bDate\.now\b/, 'Date.now'],
  [/\bnew Date\(\s*\)/, 'new Date() without an argument'],
  [/\bTemporal\.Now\b/, 'Temporal.Now'],
  [/\bMath\.random\b/, 'Math.random'],
  [/\bcrypto\.(randomUUID|getRandomValues)\b/, 'a random id'],
  [/\bprocess\./, 'process'],
  [/\bfetch\(/, 'fetch'],
  [/\bconsole\./, 'console'],
]

/** Words that say nothing as the last word of a file's name. */
export const emptyWords = ['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'data', 'info']

/** Words that say nothing as the whole name of a file. */
export const emptyNames = [...emptyWords, 'index', 'lib', 'shared', 'misc', 'types', 'constants']
