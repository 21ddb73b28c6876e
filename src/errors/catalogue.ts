interface CatalogueEntry {
  /** Without a full stop: a detail may follow after a colon. */
  sentence: string;
  retryable: boolean;
  /** What the operator should do. */
  remedy: string;
}

/** Every error that leaves a room. Codes are never reused. docs/errors.md is generated from this table. */
export const errorCatalogue = {
  'config-invalid': {
    sentence: 'The config is not valid',
    retryable: false,
    remedy: 'Mend the file; `middlewatch check --config FILE` names line and key.',
  },
  'secret-missing': {
    sentence: 'A secret is missing',
    retryable: false,
    remedy: 'Set the variable, or the same name with _FILE to the path of a file that holds it.',
  },
  'store-locked': {
    sentence: 'Another Middlewatch uses this store',
    retryable: false,
    remedy: 'Stop the other one, or give this one its own store.path.',
  },
  'store-newer': {
    sentence: 'The store was written by a newer Middlewatch',
    retryable: false,
    remedy: 'Run the newer version.',
  },
  'store-older-running': {
    sentence: 'Older versions of Middlewatch run on this store and would break',
    retryable: false,
    remedy: 'Stop them all, then start the new version; or go through the versions between one by one.',
  },
  'store-damaged': {
    sentence: 'The store is damaged',
    retryable: false,
    remedy:
      'Stop the bot and see what is left with `middlewatch store check`; put the newest backup in its place with `middlewatch store restore FILE`, or, for a PostgreSQL, with pg_restore.',
  },
  'store-unavailable': {
    sentence: 'The store cannot be used',
    retryable: true,
    remedy:
      'Look at the path (store.path or --store), its permissions and disk space, or at the PostgreSQL of DATABASE_URL; a bot that runs goes on by itself once it works again.',
  },
  'store-deadline': {
    sentence: 'The store did not answer in time',
    retryable: true,
    remedy: 'The disk or PostgreSQL is slow; Middlewatch tries again.',
  },
  'cluster-timeout': {
    sentence: 'The API server did not answer in time',
    retryable: true,
    remedy: 'Check the API server; the card shows what was known before.',
  },
  'cluster-unreachable': {
    sentence: 'The API server cannot be reached',
    retryable: true,
    remedy: 'Check the network, the address in the kubeconfig and the API server.',
  },
  'cluster-refused': {
    sentence: 'The API server refused',
    retryable: false,
    remedy: 'Read its message; for "forbidden" run `middlewatch rbac --config FILE` and compare.',
  },
  'cluster-answer-too-large': {
    sentence: "The API server's answer was too large",
    retryable: false,
    remedy: 'Nothing to do: the limit protects the bot; the card says what is missing.',
  },
  'telemetry-timeout': {
    sentence: 'The source did not answer in time',
    retryable: true,
    remedy: 'Check the address in the config and the server.',
  },
  'telemetry-failed': {
    sentence: 'The source did not answer as expected',
    retryable: true,
    remedy: 'Check the address in the config and the server.',
  },
  'slack-refused': {
    sentence: 'Slack refused the call',
    retryable: false,
    remedy: 'Read the error; for missing_scope install the app again with the current manifest.yml.',
  },
  'slack-unavailable': {
    sentence: 'Slack did not answer',
    retryable: true,
    remedy: 'Nothing to do: Middlewatch brings the channel up to date once Slack answers.',
  },
  'address-in-use': {
    sentence: 'The address to listen on is in use',
    retryable: false,
    remedy: 'Stop the other program or change http.listen.',
  },
  'drill-not-started': {
    sentence: 'The bot of the drill did not start',
    retryable: true,
    remedy: 'Read the last lines of its log above; on a machine that is very busy, try again.',
  },
  'runbook-invalid': {
    sentence: 'A runbook cannot be read',
    retryable: false,
    remedy: 'Run `middlewatch runbooks lint`.',
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
