import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Observation } from './play-case.ts';

const file = fileURLToPath(new URL('../../fixtures/kubernetes-contract/answers.json', import.meta.url));

/** What a real kube-apiserver answered, by case: what the simulated one is held to where no real one runs. */
export async function recordedAnswers(): Promise<Record<string, Observation[]>> {
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Record<string, Observation[]>) : {};
}

export async function recordAnswers(answers: Record<string, Observation[]>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(answers, null, 1)}\n`);
}
