import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/**
 * Common name and subject alternative names of the client's certificate; empty without TLS, without a certificate, and for
 * one that the server's own authorities did not sign.
 * https://nodejs.org/api/tls.html#tlssocketgetpeercertificatedetailed
 */
export function certificateNames(socket: Socket): readonly string[] {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return [];
  const { subject, subjectaltname } = socket.getPeerCertificate();
  // `DNS:a.example, URI:spiffe://cluster/ns/monitoring/sa/alertmanager`; a quoted entry holds a comma and names nobody here.
  const alternatives = (subjectaltname ?? '')
    .split(', ')
    .map((entry) => /^(?:DNS|URI|email|IP Address):([^"]+)$/.exec(entry)?.[1])
    .filter((name) => name !== undefined);
  const common = (subject as { CN?: string | string[] } | undefined)?.CN;
  return [...(typeof common === 'string' ? [common] : []), ...alternatives];
}
