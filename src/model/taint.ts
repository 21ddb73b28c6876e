/** A taint as kubectl writes it. @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
export interface Taint {
  key: string;
  value?: string;
  /** Absent: any, when one is taken away. */
  effect?: TaintEffect;
}

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;
export type TaintEffect = (typeof taintEffects)[number];

const form =
  /^((?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)(?:=((?:[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)?))?(?::([A-Za-z]+))?$/;

/** `dedicated=batch:NoSchedule`, `dedicated:NoSchedule`, `dedicated`; undefined: none of these. */
export function readTaint(text: string): Taint | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, key = '', value, word] = match;
  const effect = taintEffects.find((one) => one.toLowerCase() === word?.toLowerCase());
  if (word !== undefined && effect === undefined) return undefined;
  return {
    key,
    ...(value !== undefined && value !== '' && { value }),
    ...(effect !== undefined && { effect }),
  };
}

export function writeTaint({ key, value, effect }: Taint): string {
  return `${key}${value === undefined ? '' : `=${value}`}${effect === undefined ? '' : `:${effect}`}`;
}
