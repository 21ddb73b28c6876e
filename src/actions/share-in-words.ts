/** ` (33 %)`: how much of the whole it is; nothing where there is no whole. */
export function shareInWords(part: number, whole: number): string {
  return whole <= 0 ? '' : ` (${Math.round((part / whole) * 100)} %)`;
}
