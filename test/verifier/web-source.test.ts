import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { webSource } from '../../verifier/web-source.ts'

test('given a server that never answers, then the wait has an end, and soon it is not asked any more', async () => {
  let asked = 0
  const server = createServer(() => {
    asked += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  try {
    const source = webSource(address, { timeoutMs: 50, pausesMs: [1] })
    for (let object = 0; object < 3; object += 1)
      await expect(source.read(`tile/0/00${object}`, 10)).rejects.toThrow('did not answer within')
    await expect(source.read('tile/0/003', 10)).rejects.toThrow('not asked again')
    expect(asked).toBe(6)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
