/** 10 s, doubling up to 300 s; forgotten after a run of 10 minutes. Source: kubernetes/pkg/kubelet/kubelet.go (1.34). */
const initialMs = 10_000;
const maxMs = 300_000;
const forgetAfterMs = 600_000;

/** How long a failing container waits. The first restart is immediate, the back-off starts with the second. */
export class RestartBackOff {
  #currentMs = 0;

  get currentMs(): number {
    return this.#currentMs;
  }

  /** The wait after a run that lasted so long, in simulated milliseconds. */
  delayAfterRunOf(ranMs: number): number {
    if (ranMs >= forgetAfterMs) this.#currentMs = 0;
    return this.#currentMs;
  }

  /** The container is started (or the image pulled) once more: the next failure waits longer. */
  next(): void {
    this.#currentMs = this.#currentMs === 0 ? initialMs : Math.min(this.#currentMs * 2, maxMs);
  }
}
