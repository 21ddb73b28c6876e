import type { Person } from '../model/person.ts';

/** Whether one of `group:sre`, `user:ana@example.com` speaks of this person. */
export function isEntitled(principals: readonly string[], person: Pick<Person, 'user' | 'groups'>): boolean {
  return principals.some((principal) => {
    if (principal.startsWith('group:')) return person.groups.includes(principal.slice('group:'.length));
    return principal.startsWith('user:') && principal.slice('user:'.length) === person.user;
  });
}

/** `group sre or ana@example.com`, for a sentence. */
export function principalsInWords(principals: readonly string[]): string {
  const words = principals.map((principal) =>
    principal.startsWith('group:')
      ? `group ${principal.slice('group:'.length)}`
      : principal.replace(/^user:/, ''),
  );
  return words.length === 0 ? 'nobody' : words.join(' or ');
}
