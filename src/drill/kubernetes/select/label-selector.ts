/** One condition on labels; `exists` and `does-not-exist` have no values. */
export interface LabelRequirement {
  key: string;
  operator: 'in' | 'not-in' | 'exists' | 'does-not-exist' | 'greater' | 'less';
  values: string[];
}

/** The selector cannot be read; the message is what the API server says. */
export class SelectorError extends Error {
  override name = 'SelectorError';
}

/** The selector of a workload or budget, as stored. */
export interface LabelSelectorSpec {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

const keyPattern = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const valuePattern = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** Splits at commas outside parentheses. */
function splitRequirements(text: string): string[] {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim());
}

function checked(requirement: LabelRequirement, text: string): LabelRequirement {
  if (!keyPattern.test(requirement.key)) {
    throw new SelectorError(
      `unable to parse requirement: <nil>: Invalid value: ${JSON.stringify(requirement.key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    );
  }
  const numeric = requirement.operator === 'greater' || requirement.operator === 'less';
  const pattern = numeric ? /^-?\d+$/ : valuePattern;
  if (requirement.values.some((value) => !pattern.test(value))) {
    throw new SelectorError(`unable to parse requirement: invalid value in ${JSON.stringify(text)}`);
  }
  return requirement;
}

/** What the API server's parser stumbles over, in its words. */
function syntaxFault(text: string): string {
  const afterValue = /^[^\s=!<>()]+\s*(?:=|==|!=)\s*[^\s,]*\s+(\S+)/.exec(text)?.[1];
  if (afterValue !== undefined) return `found '${afterValue}', expected: ',' or 'end of string'`;
  const afterKey = /^[^\s=!<>()]+\s+(\S+)/.exec(text)?.[1];
  if (afterKey !== undefined)
    return `unable to parse requirement: found '${afterKey}', expected: in, notin, =, ==, !=, gt, lt`;
  return `found '${/^[=!<>()]+/.exec(text)?.[0] ?? text}', expected: !, identifier, or 'end of string'`;
}

function parseRequirement(text: string): LabelRequirement {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(text);
  if (set) {
    const [, key = '', operator, values = ''] = set;
    const list = values.split(',').map((value) => value.trim());
    return checked({ key, operator: operator === 'in' ? 'in' : 'not-in', values: list }, text);
  }
  const equality = /^([^=!<>\s]+)\s*(==|=|!=|>|<)\s*(\S*)$/.exec(text);
  if (equality) {
    const [, key = '', operator, value = ''] = equality;
    const operators = { '=': 'in', '==': 'in', '!=': 'not-in', '>': 'greater', '<': 'less' } as const;
    return checked({ key, operator: operators[operator as keyof typeof operators], values: [value] }, text);
  }
  const absent = text.startsWith('!');
  const key = absent ? text.slice(1).trim() : text;
  if (key === '' || /[\s()=<>!]/.test(key)) throw new SelectorError(syntaxFault(text));
  return checked({ key, operator: absent ? 'does-not-exist' : 'exists', values: [] }, text);
}

/**
 * Reads `app=web,tier in (a, b),!canary` and the like.
 * @throws SelectorError
 */
export function parseLabelSelector(text: string): LabelRequirement[] {
  return text.trim() === '' ? [] : splitRequirements(text).map(parseRequirement);
}

/** The conditions of a stored selector; an empty selector has none and so matches everything. */
export function requirementsOf(selector: LabelSelectorSpec): LabelRequirement[] {
  const operators: Record<string, LabelRequirement['operator']> = {
    In: 'in',
    NotIn: 'not-in',
    Exists: 'exists',
    DoesNotExist: 'does-not-exist',
  };
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]): LabelRequirement => ({
    key,
    operator: 'in',
    values: [value],
  }));
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values }): LabelRequirement => ({
      key,
      operator: operators[operator] ?? 'exists',
      values: values ?? [],
    }),
  );
  return [...labels, ...expressions];
}

function holds(requirement: LabelRequirement, labels: Record<string, string>): boolean {
  const value = labels[requirement.key];
  switch (requirement.operator) {
    case 'in':
      return value !== undefined && requirement.values.includes(value);
    case 'not-in':
      return value === undefined || !requirement.values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'does-not-exist':
      return value === undefined;
    case 'greater':
      return value !== undefined && Number(value) > Number(requirement.values[0]);
    case 'less':
      return value !== undefined && Number(value) < Number(requirement.values[0]);
  }
}

export function labelsMatch(
  requirements: readonly LabelRequirement[],
  labels: Record<string, string> = {},
): boolean {
  return requirements.every((requirement) => holds(requirement, labels));
}

/** Back to the string form, as the scale subresource shows it: `app=web,tier in (a,b)`. Sorted by key. */
export function formatLabelSelector(selector: LabelSelectorSpec): string {
  return requirementsOf(selector)
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ key, operator, values }) => {
      if (operator === 'exists') return key;
      if (operator === 'does-not-exist') return `!${key}`;
      if (operator === 'in' && values.length === 1) return `${key}=${values[0] ?? ''}`;
      return `${key} ${operator === 'in' ? 'in' : 'notin'} (${[...values].sort().join(',')})`;
    })
    .join(',');
}
