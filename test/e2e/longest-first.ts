import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, longest first: begun last, one of them would run alone at the end. Others follow in any order. */
const longest = [
  'e2e/faults.test.ts',
  'e2e/stories/alertmanagers.test.ts',
  'e2e/actions/',
  'e2e/store/kill-points.test.ts',
  'e2e/store/two-bots.test.ts',
  'e2e/stories/kubernetes.test.ts',
  'e2e/loopback.test.ts',
  'e2e/stories/page.test.ts',
];

/** Starts the files that wait for real servers such that two at a time end together. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve([...files].sort((one, other) => placeOf(one) - placeOf(other)));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((part) => moduleId.includes(part));
  return place === -1 ? longest.length : place;
}
