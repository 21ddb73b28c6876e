/**
 * Text as both engines can hold it: PostgreSQL refuses NUL, and UTF-8 has no lone surrogates. Both become U+FFFD, so
 * that what is read back is what was written (the audit hashes it).
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
