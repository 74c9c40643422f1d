const SECONDS = 60;

/** Counts since the beginning and in the last minute, in memory that does not grow. */
export class MinuteCount {
  total = 0;
  errors = 0;
  /** Engine time of the newest, in epoch milliseconds; 0: there was none. */
  lastAt = 0;
  readonly #spans = new Float64Array(SECONDS).fill(-1);
  readonly #counts = new Uint32Array(SECONDS);
  readonly #errors = new Uint32Array(SECONDS);

  add(at: number, isError: boolean): void {
    this.total += 1;
    this.errors += isError ? 1 : 0;
    this.lastAt = Math.max(this.lastAt, at);
    const second = Math.floor(at / 1000);
    const index = second % SECONDS;
    const held = this.#spans[index] ?? -1;
    if (held > second) return;
    if (held < second) {
      this.#spans[index] = second;
      this.#counts[index] = 0;
      this.#errors[index] = 0;
    }
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    if (isError) this.#errors[index] = (this.#errors[index] ?? 0) + 1;
  }

  lastMinute(now: number): { readonly total: number; readonly errors: number } {
    const first = Math.floor(now / 1000) - SECONDS + 1;
    let [total, errors] = [0, 0];
    for (let index = 0; index < SECONDS; index++) {
      if ((this.#spans[index] ?? -1) < first) continue;
      total += this.#counts[index] ?? 0;
      errors += this.#errors[index] ?? 0;
    }
    return { total, errors };
  }
}
