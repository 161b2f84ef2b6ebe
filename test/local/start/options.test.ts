import { describe, expect, it } from 'vitest'
import { checkJava, checkNode } from '../../../local/start/check-machine.ts'
import { readOptions } from '../../../local/start/options.ts'

describe('the command line', () => {
  it('has defaults', () => {
    expect(readOptions([])).toEqual({ port: 8700, dataDir: '.data', empty: false, help: false })
  })

  it('takes options', () => {
    expect(readOptions(['--port', '9000', '--data', '/srv/x', '--company', 'us.csv'])).toEqual({
      port: 9000,
      dataDir: '/srv/x',
      empty: false,
      help: false,
      companyFile: 'us.csv',
    })
  })

  it.each([
    [['--colour'], 'There is no option --colour; see: npm start -- --help'],
    [['now'], '"now" is not an option; see: npm start -- --help'],
    [['--port', 'http'], '--port takes a number from 1 to 65535, not "http".'],
    [['--port', '70000'], '--port takes a number from 1 to 65535, not "70000".'],
    [['--port='], '--port takes a number from 1 to 65535, not "".'],
    [['--data'], '--data needs a value; see: npm start -- --help'],
    [['--empty', '--company', 'a'], '--empty and --company contradict each other; leave one out.'],
  ])('says what is wrong with %j', (words, sentence) => {
    expect(() => readOptions(words)).toThrow(
      expect.objectContaining({ name: 'CannotStart', message: sentence }),
    )
  })
})

describe('what the machine needs', () => {
  it('is Java 17, with the command that installs it', () => {
    expect(() => checkJava(17)).not.toThrow()
    expect(() => checkJava(undefined, 'linux')).toThrow(/there is none.*sudo apt-get install -y openjdk-17/)
    expect(() => checkJava(11, 'darwin')).toThrow(/has Java 11; install it with: brew install openjdk@17/)
  })

  it('is Node.js 24', () => {
    expect(() => checkNode('24.1.0')).not.toThrow()
    expect(() => checkNode('22.18.0')).toThrow(/needs Node.js 24 or newer and this is 22.18.0/)
  })
})
