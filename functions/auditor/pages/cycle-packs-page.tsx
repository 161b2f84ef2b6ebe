import { ButtonLink } from '../../layout/button.tsx'

export interface OfferedPart {
  number: number
  reviews: number
  href: string
}

export function CyclePacksPage({ parts, reviews }: { parts: readonly OfferedPart[]; reviews: number }) {
  const [only, ...others] = parts
  return (
    <>
      <p class="lead">
        Each download is a zip with the entries, their proofs, the signed checkpoint, the records, the values
        that may be disclosed, a page to read and print, and a program that verifies all of it without us.
      </p>
      <p>
        Every part holds the cycle’s own chain and the list of all reviews that the launch froze, so that each
        part shows by itself that none of its reviews is missing. Keep all parts together.
      </p>
      {only !== undefined && others.length === 0 ? (
        <p>
          <ButtonLink href={only.href}>Download the evidence ({inWords(reviews)})</ButtonLink>
        </p>
      ) : (
        <ul>
          {parts.map(({ number, reviews: held, href }) => (
            <li key={number}>
              <a href={href}>
                Download part {number} of {parts.length}
              </a>{' '}
              <span class="quiet">({inWords(held)})</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const inWords = (reviews: number) => (reviews === 1 ? '1 review' : `${reviews} reviews`)
