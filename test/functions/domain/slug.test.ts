import { expect, test } from 'vitest'
import { slugOf } from '../../../functions/domain/slug.ts'

test.each([
  ['Aaron Edwards', 'aaron-edwards'],
  ['  Zoë   O’Brien ', 'zoe-o-brien'],
  ['Łukasz Groß', 'lukasz-gross'],
  ['Nguyễn Thị Đào', 'nguyen-thi-dao'],
  ['Søren Æbelø', 'soren-aebelo'],
  ['李 明', '李-明'],
  ['김민준', '김민준'],
  ['Фёдор Ильин', 'федор-ильин'],
  ['R2-D2', 'r2-d2'],
  ['…!?', ''],
])('%j becomes %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
})
