import type { BehaviourMatch, ContainerBehaviour, ContainerContext } from '../container-behaviour.ts';

/** Without an entry a container runs and becomes ready. */
const healthy: ContainerBehaviour = { kind: 'run' };

function escape(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

function matcher(match: BehaviourMatch): (context: ContainerContext) => boolean {
  if (typeof match === 'function') return match;
  if (match instanceof RegExp) return ({ image }) => match.test(image);
  const pattern = new RegExp(`^${match.split('*').map(escape).join('.*')}$`);
  return ({ image }) => pattern.test(image);
}

/** Who behaves how; the newest entry that matches decides. */
export class BehaviourBook {
  readonly #entries: { matches: (context: ContainerContext) => boolean; behaviour: ContainerBehaviour }[] =
    [];
  readonly #changed: () => void;

  /** @param changed called after each change, so that running containers can be judged anew. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  add(match: BehaviourMatch, behaviour: ContainerBehaviour): () => void {
    const entry = { matches: matcher(match), behaviour };
    this.#entries.unshift(entry);
    this.#changed();
    return () => {
      const index = this.#entries.indexOf(entry);
      if (index < 0) return;
      this.#entries.splice(index, 1);
      this.#changed();
    };
  }

  of(context: ContainerContext): ContainerBehaviour {
    return this.#entries.find(({ matches }) => matches(context))?.behaviour ?? healthy;
  }
}
