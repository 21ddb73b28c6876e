import { describe, expect, it } from 'vitest';
import { actionNames } from '../../src/model/action.ts';
import { findingCodes } from '../../src/runbooks/finding-codes.ts';
import { lintRunbooks } from '../../src/runbooks/lint-runbooks.ts';
import { loadRunbooks } from '../../src/runbooks/load-runbooks.ts';

const upstream = 'test/fixtures/runbooks/upstream';
const broken = 'test/fixtures/runbooks/broken';

describe('loadRunbooks', () => {
  it('loads runbooks of the prometheus-operator as they are, with Hugo front matter or none', async () => {
    const { runbooks, problems, files } = await loadRunbooks([upstream]);
    expect(files).toBe(2);
    expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    const quota = runbooks.find((one) => one.id === 'KubeQuotaFullyUsed');
    expect(quota).toMatchObject({ title: 'Kube Quota Fully Used', alerts: ['KubeQuotaFullyUsed'] });
    expect(quota?.steps.map((step) => [step.number, step.section])).toEqual([
      [1, 'Diagnosis'],
      [2, 'Mitigation'],
      [3, 'Mitigation'],
      [4, 'Mitigation'],
    ]);
    expect(quota?.steps[2]?.text).toBe(
      'Review resources used by the quota and fine tune them: `kubectl -n $NAMESPACE get resourcequota $NAME; kubectl get pods -n $NAMESPACE`',
    );
    const etcd = runbooks.find((one) => one.id === 'etcdBackendQuotaLowSpace');
    expect(etcd?.steps.map((step) => step.text)).toEqual([
      '`etcdctl compact $REV; etcdctl defrag --cluster`',
    ]);
  });

  it('lets a later directory replace a runbook of the same name', async () => {
    const { runbooks } = await loadRunbooks(['runbooks', upstream, 'runbooks']);
    expect(new Set(runbooks.map((one) => one.id)).size).toBe(runbooks.length);
  });

  it('says in words that a directory is not there', async () => {
    await expect(loadRunbooks(['no/such/place'])).rejects.toMatchObject({
      code: 'runbook-invalid',
      message: expect.stringContaining('no/such/place') as string,
    });
  });
});

describe('the built-in library', () => {
  it('has no problem at all, and one runbook with a first step for each cause', async () => {
    const { runbooks, problems } = await loadRunbooks(['runbooks']);
    expect(problems).toEqual([]);
    expect(runbooks.flatMap((one) => one.findings).toSorted()).toEqual(findingCodes.toSorted());
    for (const one of runbooks) {
      const [code] = one.findings;
      // A runbook for an alert alone has no cause to start from.
      if (code === undefined) continue;
      const first = one.steps.filter((step) => step.findings.includes(code));
      expect(first.some((step) => step.action !== undefined)).toBe(true);
      expect(first.some((step) => step.action === undefined)).toBe(true);
      expect(one.steps.every((step) => step.text.length < 500)).toBe(true);
    }
    const named = new Set(runbooks.flatMap((one) => one.steps.flatMap((step) => step.action ?? [])));
    expect(actionNames).toEqual(expect.arrayContaining([...named]));
  });
});

describe('lintRunbooks', () => {
  it('names file, line and remedy of each fault', async () => {
    const { ok, files, problems } = await lintRunbooks([broken]);
    expect({ ok, files }).toEqual({ ok: false, files: 3 });
    const lines = problems.map(
      (one) => `${one.file.split('/').at(-1)}:${one.line} ${one.severity} ${one.message}`,
    );
    expect(lines).toEqual([
      'one.md:2 warning unknown key alert; did you mean alerts?',
      'one.md:3 error alerts must be a list of texts',
      'one.md:3 error /(/ is not a valid regular expression',
      'one.md:4 error there is no cause out-of-memry; did you mean out-of-memory?',
      'one.md:5 error labels must be a map: `labels: { team: shop }`',
      'one.md:11 error there is no action rolback; did you mean rollback?',
      'one.md:12 error there is no cause nothing; there are crash-after-rollout, out-of-memory, image-pull-failure, node-not-ready, load-above-capacity',
      'one.md:12 error a step says action=… and for=…, not when=',
      'one.md:13 warning $HOSTNAME is not filled in: it stays as it stands',
      'three.md:1 error the front matter has no closing ---',
      'three.md:1 warning it has neither a section Diagnosis nor Mitigation: no steps',
      expect.stringMatching(/^two\.md:\d error the front matter is not valid YAML: /) as string,
    ]);
  });
});
