import { describe, expect, test } from 'vitest'
import { composeReviewNews } from '../../../functions/mail/review-news.tsx'

const link = 'https://review.example/my/s3cr3t'
const everything = ['disputed', 'decided', 'rated-again', 'to-sign-again', 'to-countersign'] as const
const mail = (news: (typeof everything)[number], about: string | null, isAppeal: boolean) =>
  composeReviewNews({
    name: 'Sam Idris',
    cycleName: 'Spring <2027>',
    news,
    about,
    isAppeal,
    link,
    helpContact: 'the people team',
  })

describe('given news of a review that was disputed or reopened', () => {
  test.each(everything.flatMap((news) => [true, false].map((isAppeal) => [news, isAppeal] as const)))(
    '%s (appeal: %s), then no subject says whose review it is, and the text says whom to ask and what to do if it is not theirs',
    (news, isAppeal) => {
      for (const about of ['Rita Ferrão', null]) {
        const { subject, text, html } = mail(news, about, isAppeal)
        expect(subject).toMatch(/^Spring <2027>: \S/)
        expect(subject).not.toContain('Rita')
        for (const rendition of [text, html]) expect(rendition).toContain('Ask the people team')
        expect(text).toContain(link)
        expect(text).toContain(link.replace('/my/', '/my/not-me/'))
        expect(html).not.toContain('Spring <2027>')
      }
    },
  )

  test.each(['disputed', 'decided'] as const)(
    '%s, then nothing says who disputes: that stands on the page',
    (news) => {
      for (const isAppeal of [true, false]) {
        const { text, html } = mail(news, 'Rita Ferrão', isAppeal)
        expect(text + html).not.toContain('Rita')
      }
    },
  )

  test('who is asked to rate again reads whom', () => {
    expect(mail('rated-again', 'Rita Ferrão', false).text).toContain('Rita Ferrão')
  })
})
