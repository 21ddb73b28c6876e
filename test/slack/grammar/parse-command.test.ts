import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/model/input.ts';
import { parseCommand } from '../../../src/slack/grammar/parse-command.ts';
import { parseMention } from '../../../src/slack/grammar/parse-mention.ts';

const checkout = { kind: 'Deployment', name: 'checkout' };
const rollout = { kind: 'Rollout', name: 'checkout' };

describe('commands that people type', () => {
  it.each<[string, Command]>([
    ['', { verb: 'help' }],
    ['help rollback', { verb: 'help' }],
    ['status', { verb: 'status' }],
    ['status bot', { verb: 'status', about: 'bot' }],
    ['ack', { verb: 'ack' }],
    ['Ack INC-12', { verb: 'ack', incident: 'INC-12' }],
    ['resolve inc-7', { verb: 'resolve', incident: 'INC-7' }],
    ['audit', { verb: 'audit' }],
    ['why', { verb: 'why' }],
    ['why INC-12', { verb: 'why', incident: 'INC-12' }],
    ['explain KubePodCrashLooping', { verb: 'why', alert: 'KubePodCrashLooping' }],
    ['why "Disk is full"', { verb: 'why', alert: 'Disk is full' }],
    ['undo', { verb: 'undo' }],
    ['undo 8f3k2', { verb: 'undo', execution: '8f3k2' }],
    ['undo INC-12', { verb: 'undo', incident: 'INC-12' }],
    ['rollback', { verb: 'rollback' }],
    [
      'rollback deploy/checkout -n shop --to 13',
      { verb: 'rollback', object: checkout, namespace: 'shop', revision: 13 },
    ],
    ['abort rollout/checkout -n shop', { verb: 'abort-rollout', object: rollout, namespace: 'shop' }],
    ['abort ro checkout', { verb: 'abort-rollout', object: rollout }],
    ['promote rollout/checkout', { verb: 'promote', object: rollout }],
    ['promote rollout/checkout full', { verb: 'promote', object: rollout, promotion: 'full' }],
    ['promote checkout --full', { verb: 'promote', object: { name: 'checkout' }, promotion: 'full' }],
    [
      'kubectl argo rollouts promote checkout --full -n shop',
      { verb: 'promote', object: rollout, promotion: 'full', namespace: 'shop' },
    ],
    ['kubectl argo rollouts abort checkout', { verb: 'abort-rollout', object: rollout }],
    ['kubectl argo rollouts retry rollout checkout', { verb: 'retry', object: rollout }],
    [
      'kubectl argo rollouts undo checkout --to-revision=3',
      { verb: 'rollback', object: rollout, revision: 3 },
    ],
    ['restart ro/checkout', { verb: 'restart', object: rollout }],
    ['halt canary/checkout', { verb: 'halt', object: { kind: 'Canary', name: 'checkout' } }],
    ['resume canary/checkout', { verb: 'resume', object: { kind: 'Canary', name: 'checkout' } }],
    [
      'traffic svc/checkout version=blue -n shop',
      {
        verb: 'traffic',
        object: { kind: 'Service', name: 'checkout' },
        namespace: 'shop',
        traffic: 'version=blue',
      },
    ],
    [
      'traffic vs/checkout stable=100,canary=0 --route api',
      {
        verb: 'traffic',
        object: { kind: 'VirtualService', name: 'checkout' },
        traffic: 'stable=100,canary=0',
        route: 'api',
      },
    ],
    [
      'traffic ing/checkout-canary 0',
      { verb: 'traffic', object: { kind: 'Ingress', name: 'checkout-canary' }, traffic: '0' },
    ],
    ['rollback deployment checkout', { verb: 'rollback', object: checkout }],
    [
      'rollback deployment.apps/checkout --to-revision=13',
      { verb: 'rollback', object: checkout, revision: 13 },
    ],
    ['rollback checkout 13', { verb: 'rollback', object: { name: 'checkout' }, revision: 13 }],
    ['rollback 13', { verb: 'rollback', revision: 13 }],
    ['rollout undo deployment/checkout', { verb: 'rollback', object: checkout }],
    [
      'kubectl rollout undo deploy/checkout -n=shop',
      { verb: 'rollback', object: checkout, namespace: 'shop' },
    ],
    ['scale deploy/checkout 5', { verb: 'scale', object: checkout, replicas: 5 }],
    ['scale deploy checkout --replicas=5', { verb: 'scale', object: checkout, replicas: 5 }],
    [
      'scale sts/db --replicas 0 --cluster prod-eu',
      { verb: 'scale', object: { kind: 'StatefulSet', name: 'db' }, replicas: 0, cluster: 'prod-eu' },
    ],
    [
      'scale checkout 5 INC-12',
      { verb: 'scale', object: { name: 'checkout' }, replicas: 5, incident: 'INC-12' },
    ],
    ['scale 5', { verb: 'scale', replicas: 5 }],
    [
      'set-image deploy/checkout app=shop/checkout:1.6 -n shop',
      { verb: 'set-image', object: checkout, namespace: 'shop', image: 'app=shop/checkout:1.6' },
    ],
    [
      'kubectl set image deployment checkout proxy=envoy:1.30 app=<http://shop.example.com/checkout:1.6|shop.example.com/checkout:1.6>',
      { verb: 'set-image', object: checkout, image: 'app=shop.example.com/checkout:1.6,proxy=envoy:1.30' },
    ],
    [
      'taint node-3 dedicated=batch:noschedule',
      { verb: 'taint', object: { kind: 'Node', name: 'node-3' }, taint: 'dedicated=batch:NoSchedule' },
    ],
    [
      'kubectl taint nodes node-3 dedicated:NoExecute-',
      { verb: 'untaint', object: { kind: 'Node', name: 'node-3' }, taint: 'dedicated:NoExecute' },
    ],
    [
      'hpa checkout --min 4 --max=12 -n shop',
      { verb: 'hpa', object: { name: 'checkout' }, namespace: 'shop', minimum: 4, maximum: 12 },
    ],
    ['kubectl delete pod checkout-1', { verb: 'delete-pod', object: { kind: 'Pod', name: 'checkout-1' } }],
    ['delete po/checkout-1', { verb: 'delete-pod', object: { kind: 'Pod', name: 'checkout-1' } }],
    ['evict checkout-1', { verb: 'evict-pod', object: { name: 'checkout-1' } }],
    ['rerun job/migrate', { verb: 'rerun', object: { kind: 'Job', name: 'migrate' } }],
    [
      'grow-claim pvc/data 20Gi -n shop',
      {
        verb: 'grow-claim',
        object: { kind: 'PersistentVolumeClaim', name: 'data' },
        namespace: 'shop',
        size: '20Gi',
      },
    ],
    ['grow data --size 1.5Ti', { verb: 'grow-claim', object: { name: 'data' }, size: '1.5Ti' }],
    ['backup schedule/nightly', { verb: 'backup', object: { kind: 'Schedule', name: 'nightly' } }],
    ['backup ns/shop', { verb: 'backup', object: { kind: 'Namespace', name: 'shop' } }],
    ['sync-secret es/db', { verb: 'sync-secret', object: { kind: 'ExternalSecret', name: 'db' } }],
    [
      'set-resources deploy/checkout --from vpa',
      { verb: 'set-resources', object: { kind: 'Deployment', name: 'checkout' }, from: 'vpa' },
    ],
    ['run-now cj/report', { verb: 'run-now', object: { kind: 'CronJob', name: 'report' } }],
    [
      'kubectl create job report-by-hand --from=cronjob/report -n shop',
      { verb: 'run-now', object: { kind: 'CronJob', name: 'report' }, namespace: 'shop' },
    ],
    [
      'create job by-hand -n shop --from cronjob/report',
      { verb: 'run-now', object: { kind: 'CronJob', name: 'report' }, namespace: 'shop' },
    ],
    [
      'kubectl set resources deploy checkout -c=app --limits=memory=1Gi,cpu=1 --requests cpu=500m',
      {
        verb: 'set-resources',
        object: checkout,
        container: 'app',
        limits: 'cpu=1,memory=1Gi',
        requests: 'cpu=500m',
      },
    ],
    ['cordon node-3', { verb: 'cordon', object: { kind: 'Node', name: 'node-3' } }],
    ['uncordon no/node-3', { verb: 'uncordon', object: { kind: 'Node', name: 'node-3' } }],
    [
      'cordon node ip-10-0-0-1.ec2.internal',
      { verb: 'cordon', object: { kind: 'Node', name: 'ip-10-0-0-1.ec2.internal' } },
    ],
  ])('%s', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  it('takes the verb from a shortcut', () => {
    expect(parseCommand('deploy/checkout', { verb: 'rollback' })).toEqual({
      verb: 'rollback',
      object: checkout,
    });
    expect(parseCommand('', { verb: 'scale' })).toEqual({ verb: 'scale' });
    expect(parseCommand('cordon node-3', { verb: 'cordon' })).toEqual(parseCommand('cordon node-3'));
  });

  it('undoes what Slack and phones do to a text', () => {
    expect(parseCommand('cordon <http://node-3.example.com|node-3.example.com>')).toEqual(
      parseCommand('cordon node-3.example.com'),
    );
    expect(parseCommand('cordon <http://node-3.example.com/>')).toEqual(
      parseCommand('cordon node-3.example.com'),
    );
    expect(parseCommand('rollback “deploy/checkout” -n <#C0SHOP|shop>')).toEqual(
      parseCommand('rollback deploy/checkout -n shop'),
    );
    expect(parseCommand('Rollback deploy/checkout —to 13')).toEqual(
      parseCommand('rollback deploy/checkout --to 13'),
    );
    expect(parseCommand('ack\u200b')).toEqual({ verb: 'ack' });
    expect(parseCommand("scale 'deploy/checkout' 5")).toEqual(parseCommand('scale deploy/checkout 5'));
  });

  it('reads a mention of the bot', () => {
    expect(parseMention('<@UBOT> ack', 'UBOT')).toEqual({ verb: 'ack' });
    expect(parseMention('<@UBOT|middlewatch>: rollback 13', 'UBOT')).toEqual({
      verb: 'rollback',
      revision: 13,
    });
    expect(parseMention('ok <@U0ANA>, <@UBOT> status', 'UBOT')).toEqual({ verb: 'status' });
    expect(parseMention('<@UBOT>', 'UBOT')).toEqual({ verb: 'help' });
  });
});

describe('commands that are refused, with what was meant', () => {
  const message = (text: string): string => {
    const command = parseCommand(text);
    return command.verb === 'unknown' ? command.message : `understood: ${JSON.stringify(command)}`;
  };
  it.each([
    ['rolback deploy/checkout', 'Did you mean `/mw rollback`?'],
    ['sacle x 3', 'Did you mean `/mw scale`?'],
    ['akc', 'Did you mean `/mw ack`?'],
    ['frobnicate', '`/mw help` all commands'],
    ['rollback deplyo/checkout', 'Did you mean `deploy/checkout`?'],
    ['rollback deploy/checkout --two 13', 'not `--two`. Did you mean `--to`?'],
    ['scale deploy/checkout --replica 5', 'Did you mean `--replicas`?'],
    ['ack --to 13', 'takes `--incident`, not `--to`'],
    ['rollback deploy/-rf', 'is no name of an object'],
    ['rollback -rf', '`rollback` takes'],
    ['rollback deploy/a/b', 'is no name of an object'],
    ['rollback deploy/a_b', 'is no name of an object'],
    ['rollback deployment', 'say which one, `deployment/NAME`'],
    ['rollback deploy/checkout payments', 'one word too many'],
    ['scale deploy/checkout many', '`many` is no number of replicas'],
    ['scale deploy/checkout -5', 'a whole number from 0'],
    ['scale deploy/checkout --replicas=5.5', 'a whole number from 0'],
    ['scale deploy/checkout 99999999', 'from 0 to 10000'],
    ['rollback deploy/checkout --to 0', 'a whole number from 1'],
    ['rollback deploy/checkout --to', 'needs a value'],
    ['rollback deploy/checkout -n a -n b', 'twice'],
    ['cordon deploy/checkout', 'takes a node, not a Deployment'],
    ['traffic svc/checkout version=', 'says not where traffic goes'],
    ['promote rollout/checkout --promotion some', 'is no promotion'],
    ['traffic vs/x a=1 --route "a b"', 'is no name of a route'],
    ['set-image deploy/checkout app=', 'is no container with its image'],
    ['set-image deploy/checkout app=a:1 --image app=a:2', 'takes no `app=a:1`'],
    ['taint node-3 dedicated=batch:Never', 'is no taint'],
    ['taint node-3 a:NoSchedule b:NoSchedule', 'is no taint'],
    ['delete deploy/checkout', 'I do not know `delete`'],
    ['set-resources deploy/checkout --limits cpu=lots', 'is no resource with its amount'],
    ['ack everything', '`ack` takes no `everything`'],
    ['scale "deploy/checkout 5', 'is not closed'],
    ['undo not-an-id!', 'is no execution'],
  ])('%s', (text, part) => {
    expect(message(text)).toContain(part);
  });

  it('quotes hostile text as text', () => {
    expect(message('<!channel> `x`')).not.toMatch(/<|`x`/);
    expect(message(`rollback deploy/${'x'.repeat(20_000)}`).length).toBeLessThan(500);
  });
});
