/**
 * A token bucket, as API Gateway throttles a stage: `burst` requests at once, `ratePerSecond` over time. It runs in real
 * time, because requests do.
 */
export class Throttle {
  readonly #ratePerSecond: number
  readonly #burst: number
  #tokens: number
  #filledAtMs: number

  constructor({ ratePerSecond, burst }: { ratePerSecond: number; burst: number }, nowMs = performance.now()) {
    this.#ratePerSecond = ratePerSecond
    this.#burst = burst
    this.#tokens = burst
    this.#filledAtMs = nowMs
  }

  /** Whether one more request may pass. */
  take(nowMs = performance.now()): boolean {
    const gained = ((nowMs - this.#filledAtMs) / 1000) * this.#ratePerSecond
    this.#tokens = Math.min(this.#burst, this.#tokens + gained)
    this.#filledAtMs = nowMs
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
