import { loadConfig, type ConfigFault } from '../config/load-config.ts';
import { exitCodes, type Command } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';

/** `check --config F [--json]`: validates without starting. */
export const check: Command = async (argv, io) => {
  const { values } = readOptions(argv, { config: { type: 'string' }, json: { type: 'boolean' } });
  if (values.config === undefined) throw new WrongUse('check needs --config FILE');
  const result = await loadConfig(values.config);
  const errors = result.ok ? [] : result.errors;
  const warnings = result.ok ? result.warnings : [];
  if (values.json === true) {
    io.stdout(`${JSON.stringify({ ok: result.ok, errors, warnings })}\n`);
  } else {
    for (const fault of errors) io.stderr(`${faultLine(fault)}\n`);
    for (const fault of warnings) io.stderr(`${faultLine(fault)} (goes on without it)\n`);
    if (result.ok) io.stdout(`${values.config} is valid.\n`);
  }
  return result.ok ? exitCodes.done : exitCodes.wrongUse;
};

/** `middlewatch.yml:4: clusters[0].prometheus.url: write a whole address …` */
export function faultLine(fault: ConfigFault): string {
  const place = fault.line === 0 ? fault.file : `${fault.file}:${fault.line}`;
  return fault.key === '' ? `${place}: ${fault.message}` : `${place}: ${fault.key}: ${fault.message}`;
}
