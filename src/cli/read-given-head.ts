import { readFileSync } from 'node:fs';
import { parseHead } from '../audit/parse-head.ts';
import { isSignedBy, readPublicKey, readSignedHead } from '../audit/signed-head.ts';
import type { AuditHead } from '../audit/verify-chain.ts';
import { WrongUse } from './read-options.ts';

/** The time or the signature of a posted head that was copied to the shell without quotes: no name of a file. */
export function isRestOfHead(word: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(word) || /^[\w-]{86}$/.test(word);
}

export interface GivenHead {
  head?: AuditHead;
  /** The signature is not one of the given key: the head proves nothing. */
  fault?: string;
  note?: string;
}

/**
 * The head to check against, from `--head` or `--head-file`, its signature checked with `--public-key`.
 * @throws {WrongUse}
 */
export function readGivenHead(given: {
  head?: string;
  'head-file'?: string;
  'public-key'?: string;
}): GivenHead {
  const file = given['head-file'];
  const keyFile = given['public-key'];
  if (file !== undefined && given.head !== undefined)
    throw new WrongUse('either --head or --head-file, not both');
  const said = file === undefined ? given.head : readText('--head-file', file);
  // As it is copied out of Slack, or from what "audit verify" prints.
  const text = said?.replaceAll('`', '').replace(/^\s*head:?\s+/i, '');
  if (text === undefined) {
    if (keyFile !== undefined) throw new WrongUse('--public-key needs the signed head: --head-file FILE');
    return {};
  }
  const signed = readSignedHead(text);
  const head = signed?.head ?? parseHead(text);
  if (head === undefined)
    throw new WrongUse(
      file === undefined
        ? '--head wants SEQ:HASH, as "audit verify" prints it'
        : '--head-file wants one line: SEQ:HASH, or SEQ:HASH TIME SIGNATURE',
    );
  if (keyFile === undefined) {
    return signed === undefined
      ? { head }
      : { head, note: 'The signature of the head was not checked: give --public-key FILE.' };
  }
  const key = readPublicKey(readText('--public-key', keyFile));
  if (key === undefined) throw new WrongUse('--public-key wants an Ed25519 key in PEM');
  if (signed === undefined)
    return { fault: 'The given head is not signed: it proves only what its keeper says.' };
  if (!isSignedBy(signed, key))
    return { fault: 'The given head was not signed with this key, or was changed since: it proves nothing.' };
  return {
    head,
    note: `The head was signed with this key, by its own word at ${new Date(signed.at).toISOString()}.`,
  };
}

function readText(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new WrongUse(
      `${option}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    );
  }
}
