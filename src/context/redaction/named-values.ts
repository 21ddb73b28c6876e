import { isSecretName, secretWords } from './secret-name.ts';

const name = `((?:${secretWords})[\\w.-]{0,60})`;
const mark = '[redacted]';

/** What a value without quotes runs to: white space, a quote, `&`, `;`, angle brackets, or a comma before the next pair. */
const bare = `(?:(?!,\\s|,[\\w.-]+["']?[=:])[^\\s"'&;<>\\\\])+`;
const quoted = `"(?:[^"\\\\]|\\\\[^])*(?:"|$)|'(?:[^'\\\\]|\\\\[^])*(?:'|$)|\\\\"[^"]*(?:\\\\"|"|$)`;
const scheme = `(?:(?:Bearer|Basic)\\s+)?`;

/** `password=x`, `token = "x"`, `--api-key=x`, `AccountKey=x` */
const assignment = new RegExp(`${name}(\\\\?["']?\\s*=\\s*)(${quoted}|${scheme}${bare})`, 'gi');
/** Only with `=`: `key: app` is half of what Kubernetes says. */
const keyAssignment = new RegExp(`((?:^|[^a-z])key)(=)(${quoted}|${bare})`, 'gim');
/** `--password x` */
const flag = new RegExp(
  `(--[\\w-]{0,40}(?:${secretWords})[\\w-]{0,40})(\\s+)(${quoted}|(?!--[a-z-]+(?:[\\s=]|$))${bare})`,
  'gi',
);
/** A block under a name: `password: |` and the deeper lines. */
const block = new RegExp(
  `^([ \\t]*(?:- )?[\\w.-]*${name}:)[ \\t]*[|>][+-]?[ \\t]*\\r?\\n(?:(?:[ \\t]+.*)?(?:\\r?\\n|$))+`,
  'gim',
);
/** A line of YAML: the value runs to its end. */
const line = new RegExp(`^([ \\t]*(?:- )?["']?[\\w.-]*?)${name}(["']?:[ \\t]+)(\\S.*)$`, 'gim');
/** JSON, and pairs within a line. */
const pair = new RegExp(`${name}(\\\\?["']?\\s*:\\s*)(${quoted}|${scheme}${bare})`, 'gi');
/** How Kubernetes writes environment variables: `"name":"DB_PASSWORD","value":"x"`, and the same in YAML. */
const environment = new RegExp(
  `(name\\\\?["']?:\\s*\\\\?["']?[\\w.-]*?)${name}(\\\\?["']?\\s*,?\\s*\\\\?["']?value\\\\?["']?:\\s*)(${quoted}|${bare})`,
  'gi',
);

/** Masks values under names that say that they are secret, in `name=value`, JSON and YAML. */
export function redactNamedValues(text: string): string {
  return text
    .replace(block, (whole, head: string, key: string) => (isSecretName(key) ? `${head} ${mark}\n` : whole))
    .replace(environment, (whole, before: string, key: string, between: string, value: string) =>
      isSecretName(key) ? `${before}${key}${between}${masked(value)}` : whole,
    )
    .replace(assignment, maskNamed)
    .replace(
      keyAssignment,
      (_whole, key: string, between: string, value: string) => `${key}${between}${masked(value)}`,
    )
    .replace(flag, maskNamed)
    .replace(line, (whole, before: string, key: string, between: string, value: string) => {
      if (!isSecretName(key) || isStructure(value)) return whole;
      return `${before}${key}${between}${/^["'\\{[]/.test(value) ? redactRest(value) : mark}`;
    })
    .replace(
      pair,
      (whole: string, key: string, between: string, value: string, offset: number, all: string) => {
        if (isProse(value, all.slice(offset + whole.length, offset + whole.length + 2), between))
          return whole;
        return maskNamed(whole, key, between, value);
      },
    );
}

function maskNamed(whole: string, key: string, between: string, value: string): string {
  return isSecretName(key) && !isStructure(value) ? `${key}${between}${masked(value)}` : whole;
}

/** Keeps the quotes, so that JSON stays JSON. */
function masked(value: string): string {
  const opening = /^(?:\\"|["'])/.exec(value)?.[0] ?? '';
  if (opening === '') return mark;
  const closed = value.length > opening.length && value.endsWith(opening);
  return `${opening}${mark}${closed ? opening : ''}`;
}

/** A quoted value in a line, with what follows it. */
function redactRest(value: string): string {
  const match = new RegExp(`^(?:${quoted})`).exec(value)?.[0];
  return match === undefined ? mark : masked(match) + value.slice(match.length);
}

/** Not a value but what holds others, or nothing to hide. */
function isStructure(value: string): boolean {
  return /^(?:\{|\[(?!redacted)|true\b|false\b|null\b|~$|""|'')/i.test(value.trim());
}

/** "failed to fetch token: connection refused": a plain word with another word after it. */
function isProse(value: string, after: string, between: string): boolean {
  return /^:[ \t]+$/.test(between) && /^[a-z]{1,14}$/.test(value) && /^ [a-z]/i.test(after);
}
