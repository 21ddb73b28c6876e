/** Only `*` is special. Walks the pieces instead of compiling an expression, so that no pattern can be slow. Nothing matches no glob. */
export function matchesGlob(glob: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  const [first = '', ...rest] = glob.split('*');
  if (rest.length === 0) return glob === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first)) return false;
  let position = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, position);
    if (found < 0) return false;
    position = found + piece.length;
  }
  return text.length - last.length >= position && text.endsWith(last);
}
