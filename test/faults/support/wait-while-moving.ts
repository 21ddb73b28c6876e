/**
 * Looks again and again until nothing is left, or until nothing has got less for `stuckMs`: a slow machine takes longer, what
 * is lost never comes.
 * @param remaining how much is still to come
 */
export async function waitWhileMoving(
  remaining: () => Promise<number>,
  { stuckMs, everyMs = 500 }: { stuckMs: number; everyMs?: number },
): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  let since = performance.now();
  while (performance.now() - since < stuckMs) {
    const left = await remaining();
    if (left === 0) return;
    if (left < least) {
      least = left;
      since = performance.now();
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
