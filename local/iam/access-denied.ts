import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { answer } from '../services/wire.ts'
import { xmlDocument } from '../services/xml.ts'

/** Refuses a call as the service would on AWS, in its own protocol. */
export function answerAccessDenied(
  response: ServerResponse,
  service: string,
  method: string,
  message: string,
): void {
  switch (service) {
    case 's3': {
      const body = xmlDocument('Error', { Code: 'AccessDenied', Message: message })
      // A HEAD has no body to say it in; the SDK goes by the status.
      answer(response, 403, 'application/xml', method === 'HEAD' ? '' : body)
      return
    }
    case 'ses':
    case 'sns': {
      const Code = service === 'ses' ? 'AccessDenied' : 'AuthorizationError'
      const document = { Error: { Type: 'Sender', Code, Message: message }, RequestId: randomUUID() }
      answer(response, 403, 'text/xml', xmlDocument('ErrorResponse', document))
      return
    }
    case 'scheduler':
    case 'lambda':
      answer(response, 403, 'application/json', JSON.stringify({ Message: message }), {
        'x-amzn-errortype': 'AccessDeniedException',
      })
      return
    default: {
      const version = service === 'kms' ? '1.1' : '1.0'
      const body = { __type: 'com.amazon.coral.service#AccessDeniedException', message, Message: message }
      answer(response, 400, `application/x-amz-json-${version}`, JSON.stringify(body))
    }
  }
}
