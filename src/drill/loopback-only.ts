import dns from 'node:dns';
import net from 'node:net';

/**
 * Imported first in the drill and, by --import, in the bot that it starts: from then on this process cannot open a
 * connection that leaves the machine. A shell with production credentials is then harmless even if some code read them.
 */
const loopback = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3}|localhost)$/i;

function refuse(host: string): Error {
  return Object.assign(new Error(`the drill talks to this machine only and refuses ${host}`), {
    code: 'EACCES',
  });
}

/** The host that connect() was asked for; undefined for a path or a file descriptor. */
function hostOf(parameters: readonly unknown[]): string | undefined {
  // net.connect() hands its normalised arguments over as one array.
  const list = Array.isArray(parameters[0]) ? (parameters[0] as unknown[]) : parameters;
  const [first, second] = list;
  if (typeof first === 'object' && first !== null) {
    if (Reflect.get(first, 'path') !== undefined && Reflect.get(first, 'port') === undefined)
      return undefined;
    const host: unknown = Reflect.get(first, 'host');
    return typeof host === 'string' && host !== '' ? host : 'localhost';
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return undefined;
  return typeof second === 'string' ? second : 'localhost';
}

const connect = Reflect.get(net.Socket.prototype, 'connect') as (...parameters: unknown[]) => net.Socket;
Reflect.set(
  net.Socket.prototype,
  'connect',
  function guarded(this: net.Socket, ...parameters: unknown[]): net.Socket {
    const host = hostOf(parameters);
    if (host === undefined || loopback.test(host)) return connect.apply(this, parameters);
    process.nextTick(() => this.destroy(refuse(host)));
    return this;
  },
);

// Even a look-up of a name would leave the machine.
const lookup = dns.lookup as (...parameters: unknown[]) => void;
Reflect.set(dns, 'lookup', (...parameters: unknown[]): void => {
  const [host] = parameters;
  const callback = parameters.at(-1);
  if (
    typeof host === 'string' &&
    !loopback.test(host) &&
    net.isIP(host) === 0 &&
    typeof callback === 'function'
  ) {
    process.nextTick(callback, refuse(host));
    return;
  }
  lookup(...parameters);
});
