import { textOf } from '../../../src/drill/play/find-button.ts';
import type { InteractionResult, Person } from '../../../src/drill/slack/workspace-handle.ts';
import type { Story } from './start-story.ts';
import { answersWithinMs } from './patience.ts';

/**
 * Lets a person do one thing and waits for what they alone are told about it; resolves with its text.
 * Rejects when Slack got no acknowledgement in time, or when nothing is said in time.
 */
export async function answerTo(
  { workspace }: Pick<Story, 'workspace'>,
  name: string,
  act: (person: Person) => Promise<InteractionResult>,
): Promise<string> {
  const person = workspace.person(name);
  const before = person.ephemerals().length;
  const { outcome } = await act(person);
  if (outcome !== 'acknowledged') throw new Error(`Slack says ${outcome}: ${person.notices().join('; ')}`);
  const told = await workspace.waitFor(() => person.ephemerals().at(before), {
    timeoutMs: answersWithinMs,
    what: `an answer to ${name}`,
  });
  return textOf(told);
}
