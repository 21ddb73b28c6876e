/** What a line looks like that says why a program ended, most telling first. */
const signs: readonly RegExp[] = [
  /^\s*Caused by: /,
  /\b(?:panic|fatal error|fatal|FATAL|CRITICAL|segmentation fault|core dumped|out of memory|OutOfMemoryError)\b/i,
  /\b[\w.]*(?:Error|Exception)\b(?:: |\s*$)/,
  /\b(?:level|severity|lvl)"?[=:]\s*"?(?:error|fatal|critical|panic|crit|err)\b/i,
  /(?:^|[\s[])(?:ERROR|ERR|SEVERE|error:|Error:)(?:[\s\]:]|$)/,
  /\b(?:connection refused|no such host|no such file|permission denied|access denied|cannot|could not|unable to|failed to|not found|missing|timed? ?out|unauthorized|address already in use)\b/i,
];

/**
 * The line that most likely says why: the most telling kind, and of several the last (the root cause ends a Java trace,
 * the exception a Python one); of panics the first, for what follows is stack. Undefined when no line stands out.
 */
export function tellingLine(lines: readonly string[]): string | undefined {
  for (const sign of signs) {
    const found = lines.filter((line) => sign.test(line));
    if (found.length === 0) continue;
    return /^\s*(?:panic|fatal error)/.test(found[0] ?? '') ? found[0] : found.at(-1);
  }
  return undefined;
}
