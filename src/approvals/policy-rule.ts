/** One rule of the config's `policy`. The first rule that matches decides. */
export interface PolicyRule {
  /** `rollback`, `scale`, … */
  actions: readonly string[];
  /** Names of clusters; absent: all. */
  clusters?: readonly string[] | undefined;
  /** With `*` as a wildcard. A rule with namespaces never matches cluster-scoped objects. Absent: everything. */
  namespaces?: readonly string[] | undefined;
  /** Who may ask: `group:sre`, `user:ana@example.com`. */
  ask: readonly string[];
  /** Who approves, and how many of them. */
  approve: { from: readonly string[]; count: number };
  /** How long a request waits for approval, in milliseconds. */
  expires: number;
}

/** What a rule is matched against. */
export interface PolicySubject {
  action: string;
  cluster: string;
  /** Absent for cluster-scoped objects. */
  namespace?: string;
}

/** Which rule decides, and its number from 1: the place in the config's list. */
export function findRule(
  policy: readonly PolicyRule[],
  subject: PolicySubject,
): { rule: PolicyRule; number: number } | undefined {
  const index = policy.findIndex((rule) => matches(rule, subject));
  const rule = policy[index];
  return rule === undefined ? undefined : { rule, number: index + 1 };
}

function matches(rule: PolicyRule, { action, cluster, namespace }: PolicySubject): boolean {
  if (!rule.actions.includes(action)) return false;
  if (rule.clusters !== undefined && !rule.clusters.includes(cluster)) return false;
  if (rule.namespaces === undefined) return true;
  return namespace !== undefined && rule.namespaces.some((glob) => matchesGlob(glob, namespace));
}

/** Only `*` is special. Walks the pieces instead of compiling an expression, so that no pattern can be slow. */
function matchesGlob(glob: string, text: string): boolean {
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
