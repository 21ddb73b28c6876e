/** An entry of `alerts`: an exact name, or a regular expression between slashes. */
export interface AlertPattern {
  exact?: string;
  expression?: RegExp;
  /** Why it cannot be used. */
  fault?: string;
}

/** Alert names longer than this are cut before a regular expression sees them. */
export const longestName = 200;

export function readAlertPattern(entry: string): AlertPattern {
  const source = /^\/(.*)\/$/s.exec(entry)?.[1];
  if (source === undefined) return { exact: entry };
  try {
    const expression = new RegExp(`^(?:${source})$`, 'u');
    return expression.test('') ? { fault: `${entry} matches every alert` } : { expression };
  } catch {
    return { fault: `${entry} is not a valid regular expression` };
  }
}
