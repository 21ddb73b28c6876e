/** `deployments`: a kind and its number in a sentence. */
export function kindInWords(kind: string, count: number): string {
  const word = kind === 'HorizontalPodAutoscaler' ? 'autoscaler' : kind.toLowerCase();
  return count === 1 ? word : `${word}s`;
}
