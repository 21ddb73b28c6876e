import { httpRequest } from './http-request.ts';
import { startProcess, type RunningProcess } from './start-process.ts';

export interface DrillProcess {
  /** The printed address of the page, with its slash. */
  address: string;
  process: RunningProcess;
}

/** Starts what `npm start` runs, or that command wrapped in another, and waits for the address that it prints. */
export async function startDrill(options: {
  program: string;
  args: string[];
  cwd: string;
  logFile: string;
  env: NodeJS.ProcessEnv;
}): Promise<DrillProcess> {
  const drill = await startProcess({ name: 'middlewatch drill', ...options, stopTimeoutMs: 20_000 });
  const address = () => /http:\/\/127\.0\.0\.1:\d+\/(?=\s)/.exec(drill.log())?.[0];
  try {
    await drill.ready(() => address() !== undefined);
    return { address: address() ?? '', process: drill };
  } catch (error) {
    await drill.stop();
    throw error;
  }
}

/** All that the page knows, as the JSON text that it is given. */
export async function pageText(address: string): Promise<string> {
  const answer = await httpRequest({ method: 'GET', url: `${address}snapshot` });
  if (answer.status !== 200) throw new Error(`the page answered ${answer.status}`);
  return answer.text;
}
