import { readSecrets } from '../config/secrets.ts';
import type { Store } from '../store/store.ts';
import { isRestOfHead } from './read-given-head.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import { auditExport } from './audit-export.ts';
import { auditHead } from './audit-head.ts';
import { auditShow } from './audit-show.ts';
import { auditVerify } from './audit-verify.ts';
import { auditSeal } from './audit-seal.ts';
import { auditPath, type AuditTools } from './audit-source.ts';
import type { Command } from './command.ts';
import { WrongUse } from './read-options.ts';

const parts = ['verify', 'export', 'show', 'head', 'seal'] as const;

/** `audit PART …`. */
export function createAuditCommand(ports: {
  /** Where no store is named. */
  defaultStore: () => string;
  storePath: AuditTools['storePath'];
  /** For writing: the PostgreSQL of a URL, else the embedded one. */
  openStore: (place: { path: string; databaseUrl?: string }) => Promise<Store>;
}): Command {
  return async ([part, ...rest], io) => {
    const known = parts.find((name) => name === part);
    if (known === undefined) throw new WrongUse(noSuchPart(part));
    const databaseUrl = () => readSecrets(io.env).databaseUrl;
    const tools = { storePath: ports.storePath, databaseUrl };
    const named =
      rest.some((argument) => /^--(config|store)\b/.test(argument)) || databaseUrl() !== undefined;
    const placed = () => (named ? rest : ['--store', ports.defaultStore(), ...rest]);
    switch (known) {
      case 'verify':
        // An exported file, by itself: no store is looked for.
        return auditVerify(namesFile(rest) ? rest : placed(), io, tools);
      case 'export':
        return auditExport(placed(), io, tools);
      case 'show':
        return auditShow(placed(), io, tools);
      case 'head':
        return auditHead(placed(), io, {
          ...tools,
          key: () => readSecrets(io.env).auditKey,
          now: () => Date.now(),
        });
      case 'seal':
        return auditSeal(placed(), io, {
          ...tools,
          key: () => readSecrets(io.env).auditKey,
          now: () => Date.now(),
          openStore: async (place) => {
            const url = place.store === undefined ? databaseUrl() : undefined;
            if (url !== undefined) return ports.openStore({ path: '', databaseUrl: url });
            return ports.openStore({ path: await auditPath(place, tools) });
          },
        });
    }
  };
}

/** A word that is neither an option nor the value of one. */
function namesFile(argv: readonly string[]): boolean {
  return argv.some((word, index) => {
    const before = argv[index - 1] ?? '';
    return (
      !word.startsWith('-') &&
      !isRestOfHead(word) &&
      !/^--(config|store|head|head-file|public-key)$/.test(before)
    );
  });
}

function noSuchPart(part: string | undefined): string {
  if (part === undefined) return `audit needs a part: ${parts.join(', ')}`;
  const meant = didYouMean(part, parts);
  return `audit has no part "${part}"; ${meant === undefined ? `there are ${parts.join(', ')}` : `did you mean ${meant}?`}`;
}
