/** One line a command: `middlewatch --help`. */
const commands: readonly (readonly [usage: string, what: string])[] = [
  ['run --config FILE', 'the bot: webhook, Slack, Kubernetes; SIGTERM drains within 10 s'],
  ['check --config FILE [--json]', 'validates a config without starting'],
  [
    'drill [--port N] [--seed N] [--start NAME]',
    'the drill world with its web page; needs no account and no cluster',
  ],
  ['drill list [--json]', 'the scenarios'],
  ['drill play NAME [--seed N] [--json]', 'plays one with scripted people, under 60 s'],
  [
    'audit verify [EXPORT… | --config FILE | --store PATH] [--head SEQ:HASH | --head-file FILE] [--public-key FILE] [--json]',
    'proves the audit record, up to a given head; an export alone is enough',
  ],
  ['audit export FILE [--config FILE | --store PATH]', 'the audit record as JSON lines, checked'],
  [
    'audit show INC-12|EXECUTION [SEGMENT…] [--config FILE | --store PATH]',
    'what is on the record of it, as a story; also what stands in sealed segments',
  ],
  [
    'audit head [--config FILE | --store PATH]',
    'the head of the audit record, signed where MIDDLEWATCH_AUDIT_KEY is set',
  ],
  [
    'audit seal --before DATE --out FILE [--config FILE | --store PATH]',
    'moves the records before a date into a file that proves itself, and deletes them from the store',
  ],
  [
    'store backup FILE (--config FILE | --store PATH)',
    'a checked copy of the embedded store, also while the bot runs',
  ],
  [
    'store restore FILE (--config FILE | --store PATH)',
    'checks a backup and puts it in the place of the store, which is kept aside; the bot must be stopped',
  ],
  [
    'store check (--config FILE | --store PATH) [--json]',
    'pages, references, schema and audit of the store, also while the bot runs; with DATABASE_URL that PostgreSQL',
  ],
  [
    'rbac --config FILE [--cluster NAME] [--namespace NAME …] [--service-account NAMESPACE/NAME] [--act-service-account NAMESPACE/NAME] [--bare-impersonation refuse|warn] [--admission policies|none]',
    'the Kubernetes roles and admission policies that the enabled features need, as YAML for one cluster (or for all that need the same); --namespace binds actions there where the policy names a pattern; the accounts are middlewatch/middlewatch, and with actAs middlewatch/middlewatch-act; docs/identity.md says what --bare-impersonation and --admission do',
  ],
  ['runbooks lint [DIR…] [--json]', 'finds faults in runbooks'],
  ['runbooks match --label KEY=VALUE … [--dir DIR …] [--json]', 'which runbooks fit an alert'],
];

export const helpText = `Middlewatch: the bot of the 3 AM incident channel.

Usage: middlewatch COMMAND [OPTION…]

${commands.map(([usage, what]) => `  ${usage}\n      ${what}`).join('\n')}

Exit codes: 0 done, 1 found a fault, 2 wrong use, bad config or too old a Node.
Secrets come from the environment: SLACK_BOT_TOKEN, SLACK_APP_TOKEN or SLACK_SIGNING_SECRET, MIDDLEWATCH_WEBHOOK_TOKEN;
each may be a file instead: SLACK_BOT_TOKEN_FILE and so on. README.md shows the first start, docs/config.md every key.
`;

/** The help of one command: its lines of the whole. */
export function helpOf(name: string): string {
  const lines = commands.filter(([usage]) => usage.split(' ')[0] === name);
  return `${lines.map(([usage, what]) => `middlewatch ${usage}\n    ${what}`).join('\n')}\n`;
}

export const commandNames: readonly string[] = [
  ...new Set(commands.map(([usage]) => usage.split(' ')[0] ?? '')),
];
