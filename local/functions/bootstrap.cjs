'use strict'
/**
 * What a function's process runs: fetches invocations from the Lambda Runtime API, calls the handler, sends back what
 * came of it. Plain CommonJS, because type stripping would cost every cold start 30 ms.
 *
 * Source: the Lambda Runtime API, and how its Node.js runtime client reports errors.
 */
const http = process.getBuiltinModule('node:http')
const path = process.getBuiltinModule('node:path')
const fs = process.getBuiltinModule('node:fs')
const util = process.getBuiltinModule('node:util')
const { enableCompileCache } = process.getBuiltinModule('node:module')

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT, _HANDLER, LOCAL_COMPILE_CACHE, LOCAL_CLOCK_OFFSET } =
  process.env
const [host, ...prefix] = AWS_LAMBDA_RUNTIME_API.split('/')
const [hostname, port] = host.split(':')
const base = `/${[...prefix, '2018-06-01/runtime'].join('/')}`
delete process.env.LOCAL_COMPILE_CACHE
delete process.env.LOCAL_CLOCK_OFFSET
const nodeVersion = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1] ?? 24)

if (LOCAL_COMPILE_CACHE) enableCompileCache(LOCAL_COMPILE_CACHE)

// The cloud holds the other end of stdin: when it is gone, however it went, nobody waits for this process any more.
process.stdin.on('end', () => process.exit(0))
process.stdin.on('error', () => process.exit(0))
process.stdin.resume()
process.stdin.unref?.()

// --- The clock: real time plus the offset that comes with each invocation.
const RealDate = Date
let clockOffset = Number(LOCAL_CLOCK_OFFSET ?? 0)
const now = () => RealDate.now() + clockOffset
const CloudDate = new Proxy(RealDate, {
  construct: (target, values, newTarget) =>
    Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
})
Object.defineProperty(RealDate.prototype, 'constructor', {
  value: CloudDate,
  writable: true,
  configurable: true,
})
globalThis.Date = CloudDate

// --- The log: a line per call of the console, as Lambda writes it.
let requestId = 'undefined'
for (const [method, level] of [
  ['trace', 'TRACE'],
  ['debug', 'DEBUG'],
  ['log', 'INFO'],
  ['info', 'INFO'],
  ['warn', 'WARN'],
  ['error', 'ERROR'],
]) {
  console[method] = (...values) => writeLog(level, util.format(...values))
}
function writeLog(level, text) {
  process.stdout.write(
    `${new CloudDate().toISOString()}\t${requestId}\t${level}\t${text.replaceAll('\n', '\n  ')}\n`,
  )
}

// --- Errors as Lambda describes them.
class RuntimeError extends Error {
  constructor(name, message) {
    super(message)
    this.name = name
  }
}
function describeError(error) {
  if (util.types.isNativeError(error) || (error?.name && error?.message && error?.stack)) {
    return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] }
}

// --- The Runtime API.
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
function call(method, suffix, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { agent, hostname, port, method, path: base + suffix, headers },
      (response) => {
        const chunks = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
        )
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    request.setNoDelay(true)
    request.end(body)
  })
}
/** Only the cloud that started this process can answer; without an answer there is nobody to work for. */
const callOrLeave = (...values) => call(...values).catch(() => process.exit(0))

function reportError(suffix, error) {
  const description = describeError(error)
  writeLog('ERROR', `${error === undefined ? '' : 'Invoke Error '}${JSON.stringify(description)}`)
  return callOrLeave('POST', suffix, JSON.stringify(description), {
    'content-type': 'application/json',
    'lambda-runtime-function-error-type': description.errorType ?? 'Error',
  })
}

let current
const ends = { uncaughtException: 129, unhandledRejection: 128 }
for (const [event, code] of Object.entries(ends)) {
  process.on(event, async (reason) => {
    const error =
      event === 'unhandledRejection'
        ? new RuntimeError('Runtime.UnhandledPromiseRejection', String(reason))
        : reason
    await reportError(current ? `/invocation/${current}/error` : '/init/error', error)
    process.exit(code)
  })
}

// The event loop has run dry in the middle of an invocation.
process.on('beforeExit', async () => {
  if (!current) return
  await reportError(
    `/invocation/${current}/error`,
    new RuntimeError(
      'Runtime.NodeJsExit',
      'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled.',
    ),
  )
  process.exit(13)
})

async function loadHandler() {
  const [, file, name] = /^(.*?[^/.]+)\.(.+)$/.exec(_HANDLER) ?? []
  if (!file) throw new RuntimeError('Runtime.MalformedHandlerName', `Bad handler ${_HANDLER}`)
  const found = ['.js', '.cjs', '.mjs', '']
    .map((ending) => path.resolve(LAMBDA_TASK_ROOT, file + ending))
    .find((candidate) => fs.existsSync(candidate) && fs.statSync(candidate).isFile())
  if (!found) {
    throw new RuntimeError(
      'Runtime.ImportModuleError',
      `Error: Cannot find module '${path.basename(file)}'\nRequire stack:\n- ${_HANDLER}`,
    )
  }
  let loaded
  try {
    loaded = found.endsWith('.mjs') ? await import(found) : require(found)
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`)
    }
    if (error?.code === 'MODULE_NOT_FOUND')
      throw new RuntimeError('Runtime.ImportModuleError', `Error: ${error.message}`)
    throw error
  }
  const handler = name.split('.').reduce((at, key) => at?.[key], loaded)
  if (handler === undefined) {
    throw new RuntimeError('Runtime.HandlerNotFound', `${_HANDLER} is undefined or not exported`)
  }
  if (typeof handler !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${_HANDLER} is not a function`)
  }
  if (handler.length >= 3 && nodeVersion >= 24) {
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.',
    )
  }
  return handler
}

function run(handler, event, context) {
  if (handler.length < 3) return handler(event, context)
  return new Promise((resolve, reject) => {
    const answer = handler(event, context, (error, result) =>
      error == null ? resolve(result) : reject(error),
    )
    if (typeof answer?.then === 'function') answer.then(resolve, reject)
  })
}

function describeInvocation(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms'])
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(deadline - now(), 0),
  }
}

async function main() {
  let handler
  try {
    handler = await loadHandler()
  } catch (error) {
    await reportError('/init/error', error)
    process.exit(1)
  }
  for (;;) {
    const { headers, body, status } = await callOrLeave('GET', '/invocation/next')
    if (status !== 200) process.exit(0)
    current = requestId = headers['lambda-runtime-aws-request-id']
    clockOffset = Number(headers['local-clock-offset-ms'] ?? clockOffset)
    process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id']
    try {
      const result = await run(handler, JSON.parse(body.toString('utf8')), describeInvocation(headers))
      let answer
      try {
        answer = JSON.stringify(result === undefined ? null : result) ?? 'null'
      } catch {
        throw new RuntimeError('Runtime.MarshalError', 'Unable to stringify response body')
      }
      const { status: taken, body: why } = await callOrLeave(
        'POST',
        `/invocation/${current}/response`,
        answer,
        {
          'content-type': 'application/json',
        },
      )
      if (taken >= 400) writeLog('ERROR', why.toString('utf8'))
    } catch (error) {
      await reportError(`/invocation/${current}/error`, error)
    }
    current = undefined
  }
}

main()
