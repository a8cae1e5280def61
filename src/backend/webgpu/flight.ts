// The fate of work that is under way. A device tells of errors later than it is asked, so each tensor knows the flight that
// computed it: when that failed, or one that it came from, the numbers are refused instead of shown.

export class Flight {
  #failure: string | undefined;
  #pending: Promise<string | undefined>[] | undefined = [];
  #result: Promise<string | undefined> | undefined;

  /** Why its results are no good; undefined when they are, or while that is not known. */
  get failure(): string | undefined {
    return this.#failure;
  }
  /** Nothing more to learn, and nothing went wrong. */
  get landed(): boolean {
    return this.#pending === undefined && this.#failure === undefined;
  }

  /** Fails when `failure` tells a reason; of several reasons the one that is watched first counts. */
  watch(failure: Promise<string | undefined>): void {
    this.#pending?.push(failure);
  }

  /** Fails when a flight that it took results from fails. */
  follow(other: Flight): void {
    if (other === this || other.landed) return;
    this.watch(other.result());
  }

  /** Nothing will be added: it has been sent to the device. */
  depart(): void {
    const pending = this.#pending;
    if (!pending) return;
    if (pending.length === 0) {
      this.#pending = undefined;
      this.#result = Promise.resolve(this.#failure);
      return;
    }
    this.#result = Promise.all(pending).then((reasons) => {
      this.#pending = undefined;
      this.#failure = reasons.find(Boolean);
      return this.#failure;
    });
  }

  /** Once it has departed: its failure, when all is known. */
  result(): Promise<string | undefined> {
    return this.#result ?? Promise.resolve(this.#failure);
  }
}
