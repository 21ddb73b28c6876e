import { readFile } from 'node:fs/promises';
import { requireProgram } from './require-program.ts';

/** The system calls by which bytes can go to an address. */
const calls = 'connect,sendto,sendmsg,sendmmsg';

/** Wraps a command so that the kernel's own record of where it and its children send anything goes to a file. */
export function watchConnections(
  command: [string, ...string[]],
  recordFile: string,
): { program: string; args: string[] } {
  return {
    program: requireProgram('strace'),
    // -D: the command, not strace, is our child, so that signals reach it.
    args: [
      '-D',
      '-f',
      '--seccomp-bpf',
      '-qq',
      '-s',
      '0',
      '-e',
      `trace=${calls}`,
      '-o',
      recordFile,
      ...command,
    ],
  };
}

/** The internet addresses in such a record, each once. */
export async function recordedAddresses(recordFile: string): Promise<string[]> {
  const record = await readFile(recordFile, 'utf8');
  const addresses = record.matchAll(/inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/g);
  return [...new Set([...addresses].map((match) => match[1] ?? match[2] ?? ''))].sort();
}

export function isLoopback(address: string): boolean {
  return /^127\.|^::1$|^::ffff:127\./.test(address);
}
