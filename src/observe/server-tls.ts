import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';

/** Where the server's certificate lies, all PEM. */
export interface TlsFiles {
  certFile: string;
  keyFile: string;
  /** Authorities that sign clients' certificates; absent: clients are asked for none. */
  clientCaFile?: string | undefined;
}

export interface TlsMaterial {
  cert: string;
  key: string;
  ca?: string;
}

/** A server whose certificate can be replaced. */
export type TlsServer = Pick<Server, 'setSecureContext'>;

/** @throws MiddlewatchError `config-invalid` with the file that cannot be read */
export function readTls(files: TlsFiles): TlsMaterial {
  const material: TlsMaterial = {
    cert: read('http.tls.certFile', files.certFile),
    key: read('http.tls.keyFile', files.keyFile),
  };
  if (files.clientCaFile !== undefined) material.ca = read('http.tls.clientCaFile', files.clientCaFile);
  return material;
}

function read(key: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new MiddlewatchError('config-invalid', `${key}: ${file} cannot be read`, { cause: error });
  }
}

/**
 * Takes up renewed certificates while the server runs; connections that are open keep theirs. What cannot be read or does
 * not fit together is told, and the last good certificate stays.
 * @returns ends the looking
 */
export function followTlsFiles(
  server: TlsServer,
  files: TlsFiles,
  { everyMs, onProblem }: { everyMs: number; onProblem: (problem: Error) => void },
): () => void {
  let last = JSON.stringify(readTls(files));
  const timer = setInterval(() => {
    try {
      const material = readTls(files);
      const now = JSON.stringify(material);
      if (now === last) return;
      server.setSecureContext(material);
      last = now;
    } catch (error) {
      onProblem(error instanceof Error ? error : new Error(String(error)));
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
