import { loadConfig, type ConfigFault } from '../config/load-config.ts';
import { unreadableFiles } from '../config/unreadable-files.ts';
import { exitCodes, type Command } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';

/** `check --config F [--json]`: validates without starting. Files that it names and that are not here are warnings. */
export const check: Command = async (argv, io) => {
  const { values } = readOptions(argv, { config: { type: 'string' }, json: { type: 'boolean' } });
  if (values.config === undefined) throw new WrongUse('check needs --config FILE');
  const result = await loadConfig(values.config);
  const errors = result.ok ? [] : result.errors;
  const warnings = result.ok ? result.warnings : [];
  // The config may be checked on another machine than the one it is for.
  const files = result.ok
    ? unreadableFiles(result.config)
        .map(({ path, message }) => result.faultAt(path, message))
        .sort((one, other) => one.line - other.line)
    : [];
  if (values.json === true) {
    io.stdout(`${JSON.stringify({ ok: result.ok, errors, warnings: [...warnings, ...files] })}\n`);
  } else {
    for (const fault of errors) io.stderr(`${faultLine(fault)}\n`);
    for (const fault of warnings) io.stderr(`${faultLine(fault)} (goes on without it)\n`);
    for (const fault of files) io.stderr(`${faultLine(fault)}; the bot will want it\n`);
    if (result.ok) io.stdout(`${values.config} is valid.\n`);
  }
  return result.ok ? exitCodes.done : exitCodes.wrongUse;
};

/** `middlewatch.yml:4: clusters[0].prometheus.url: write a whole address …` */
export function faultLine(fault: ConfigFault): string {
  const place = fault.line === 0 ? fault.file : `${fault.file}:${fault.line}`;
  return fault.key === '' ? `${place}: ${fault.message}` : `${place}: ${fault.key}: ${fault.message}`;
}
