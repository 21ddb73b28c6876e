import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

/** Structured log, one JSON object a line. Fields: `incident`, `request`, `execution`, `delivery`, `message`. */
export type Logger = PinoLogger;

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** `level` is LOG_LEVEL; an unknown word means info. Secrets never enter a log field: these paths are a second net. */
export function createLogger(level: string | undefined, destination?: DestinationStream): Logger {
  const options = {
    level: level !== undefined && levels.includes(level) ? level : 'info',
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: ['token', 'authorization', '*.token', '*.authorization', '*.headers'],
      censor: '[redacted]',
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
