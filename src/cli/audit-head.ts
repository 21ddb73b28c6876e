import { readSigningKey, signHead } from '../audit/signed-head.ts';
import { verifyChainOf } from '../audit/verify-chain.ts';
import { auditLinks, auditPlaceOptions, type AuditTools } from './audit-source.ts';
import { exitCodes, type CommandIo } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';

/**
 * `audit head`: the head of a chain that holds, signed where there is a key; one line, for `audit verify --head-file`.
 *
 * @param key MIDDLEWATCH_AUDIT_KEY, PEM; undefined: not set
 * @throws {WrongUse}
 * @throws {MiddlewatchError} `store-unavailable`, `config-invalid`, `secret-missing`
 */
export async function auditHead(
  argv: readonly string[],
  io: CommandIo,
  tools: AuditTools & { key: () => string | undefined; now: () => number },
): Promise<number> {
  const { values, positionals } = readOptions(argv, auditPlaceOptions);
  if (positionals[0] !== undefined) throw new WrongUse(`"${positionals[0]}" is one word too many`);
  const pem = tools.key();
  const key = pem === undefined ? undefined : readSigningKey(pem);
  const { head, fault } = await verifyChainOf(await auditLinks(values, tools));
  if (fault !== undefined) {
    io.stderr(
      `No head is given: record ${fault.seq} does not hold: ${fault.reason}. Run middlewatch audit verify.\n`,
    );
    return exitCodes.fault;
  }
  io.stdout(`${key === undefined ? `${head.seq}:${head.hash}` : signHead(head, tools.now(), key)}\n`);
  if (key === undefined) io.stderr('Not signed: MIDDLEWATCH_AUDIT_KEY is not set.\n');
  return exitCodes.done;
}
