/** Trace and span ids come in hexadecimal (OTLP JSON, Jaeger) or in base64 (protobuf's own JSON, Tempo); '' when absent. */
export function hexId(id: unknown, bytes: 8 | 16): string {
  if (typeof id !== 'string' || id === '') return '';
  // Jaeger drops leading zeros. Base64 of 8 bytes has 12 characters with padding, of 16 bytes 24: never 16 or 32.
  if (/^[0-9a-f]+$/i.test(id) && !isBase64(id, bytes)) return id.toLowerCase().padStart(bytes * 2, '0');
  return Buffer.from(id, 'base64')
    .toString('hex')
    .padStart(bytes * 2, '0');
}

function isBase64(id: string, bytes: number): boolean {
  return id.endsWith('=') && id.length === Math.ceil(bytes / 3) * 4;
}
