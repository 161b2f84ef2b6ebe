import type { ComponentChildren } from 'preact'

/** Things to open, one card each: what waits for somebody, what a cycle holds. The whole card is the link's target. */
export function CardList(props: {
  label: string
  cards: readonly { href: string; title: string; status?: ComponentChildren; detail?: ComponentChildren }[]
}) {
  return (
    <ul class="cards" aria-label={props.label}>
      {props.cards.map((card) => (
        <li key={card.href} class="card">
          <p class="card-title">
            <a href={card.href}>{card.title}</a>
          </p>
          {card.status && <p class="card-status">{card.status}</p>}
          {card.detail && <div class="card-detail">{card.detail}</div>}
        </li>
      ))}
    </ul>
  )
}
