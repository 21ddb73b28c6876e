import { randomBytes, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { readSigningKey } from './audit/signed-head.ts';
import { channelFor } from './config/channel-for.ts';
import { moduleBeside } from './config/module-beside.ts';
import type { Config } from './config/schema.ts';
import { readSecrets, readWebhookToken, requireSecret, requireSecrets } from './config/secrets.ts';
import { slackAddress } from './config/slack-address.ts';
import { readSenderSecrets } from './config/sender-secrets.ts';
import { connectClusters } from './connect-clusters.ts';
import { connectPeople } from './connect-people.ts';
import { renderChart } from './context/chart/render-chart.ts';
import { redact } from './context/redaction/redact.ts';
import { Health } from './observe/health.ts';
import { createLogger } from './observe/logger.ts';
import { createMetrics } from './observe/metrics.ts';
import { startHttp } from './observe/start-http.ts';
import { startTracing } from './observe/tracing.ts';
import { untilSignal } from './observe/until-signal.ts';
import { loadRunbooks } from './runbooks/load-runbooks.ts';
import { pageScopes } from './slack/start-check.ts';
import { startSlack } from './slack/start-slack.ts';
import { helpText } from './slack/views/help.ts';
import { ownBudgets } from './slack/web/own-budgets.ts';
import { receiveWebhooks } from './receive-webhooks.ts';
import { createWalk } from './stages.ts';
import { intakeRules } from './take-deliveries.ts';
import { followDatabaseClock } from './store/database-clock.ts';
import { openStore } from './store/open-store.ts';
import type { ActionWorkTools } from './work/action-tools.ts';
import { startAnnouncing } from './work/announce.ts';
import { createAbortExecution } from './work/abort-execution.ts';
import { headKey } from './work/audit-head.ts';
import { createCancelRequest } from './work/cancel-request.ts';
import { createClose } from './work/close.ts';
import { createDenyRequest } from './work/deny-request.ts';
import { createEnrich } from './work/enrich.ts';
import { createExecute } from './work/execute.ts';
import { createExpire } from './work/expire.ts';
import { createExplain } from './work/explain.ts';
import { createHandleInput } from './work/handle-input.ts';
import { holdByCalendar } from './work/hold-by-calendar.ts';
import { createIntake } from './work/intake.ts';
import { quicklyLacking } from './work/lacking-rights.ts';
import { createPublish } from './work/publish.ts';
import { createPrune, pruneKey } from './work/prune.ts';
import { createReconcile } from './work/reconcile.ts';
import { createReportRights } from './work/report-rights.ts';
import { recordConfiguration } from './work/record-configuration.ts';
import { createRecordWork } from './work/record-work.ts';
import { createRequestAction } from './work/request-action.ts';
import { createStorm } from './work/storm.ts';
import { createUndo } from './work/undo.ts';
import { createVerify } from './work/verify.ts';
import { createWatchdog } from './work/watchdog.ts';
import { version } from './version.ts';
import { startWorker } from './work/worker.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** DESIGN: SIGTERM drains within 10 s; what is not finished by then goes on after the next start. */
const drainMs = 8_000;

/**
 * Wires everything and runs until SIGTERM or SIGINT; resolves with the exit code.
 * @throws MiddlewatchError what keeps it from starting, in words
 */
export async function runBot(config: Config, env: Environment): Promise<number> {
  const secrets = readSecrets(env);
  const auditKey = secrets.auditKey === undefined ? undefined : readSigningKey(secrets.auditKey);
  requireSecrets(secrets, config.senders.length);
  const botToken = requireSecret(
    secrets,
    'slackBotToken',
    'Slack: OAuth & Permissions, Bot User OAuth Token',
  );
  const readSenders = () => readSenderSecrets(config.senders, readWebhookToken(env));
  readSenders();
  if (secrets.slackAppToken === undefined)
    requireSecret(secrets, 'slackSigningSecret', 'or SLACK_APP_TOKEN for Socket Mode');

  const log = createLogger(env['LOG_LEVEL']);
  const stopTracing = await startTracing(env);
  const people = connectPeople(config, log);
  const { clusters, sources, alertmanagers, prometheus, closeClusters } = await connectClusters(
    config,
    env,
    version(),
  );
  const library = fileURLToPath(new URL('../runbooks', import.meta.url));
  const { runbooks, problems } = await loadRunbooks([library, ...config.runbooks.dirs]);
  for (const problem of problems.filter(({ severity }) => severity === 'error'))
    log.warn({ ...problem }, 'a runbook has a fault');

  const store = await openStore({
    path: config.store.path,
    ...(secrets.databaseUrl === undefined ? {} : { databaseUrl: secrets.databaseUrl }),
    parserModule: moduleBeside(import.meta.url, './read-delivery'),
    intake: {
      module: moduleBeside(import.meta.url, './take-deliveries'),
      rules: intakeRules(config, [...alertmanagers.keys()]),
    },
    onProblem: (problem) => log.error({ problem: problem.message }, 'the store had a problem'),
  });
  // The embedded store goes by the machine's clock; bots that share a database share its clock.
  const clock =
    secrets.databaseUrl === undefined
      ? { now: Date.now, stop: () => undefined }
      : await followDatabaseClock({ store, monotonicNow: () => performance.now() });
  const now = (): number => clock.now();
  const health = new Health(now);
  const self = { id: randomUUID(), name: hostname(), version: version() };
  const metrics = createMetrics(async () => store.counts());
  let poke = (): void => {};
  const slack = await startSlack({
    store,
    tokens: {
      bot: botToken,
      ...(secrets.slackAppToken === undefined ? {} : { app: secrets.slackAppToken }),
      ...(secrets.slackSigningSecret === undefined ? {} : { signingSecret: secrets.slackSigningSecret }),
    },
    ...(env['SLACK_API_URL'] === undefined ? {} : { slackApiUrl: env['SLACK_API_URL'] }),
    http: slackAddress(config),
    channels: [
      config.slack.channel,
      ...config.slack.routes.map((route) => route.channel),
      ...(config.audit.channel === undefined ? [] : [config.audit.channel]),
    ],
    mentions: [],
    glassMentions: config.breakGlass.mention,
    shared: secrets.databaseUrl === undefined ? ownBudgets(store) : store,
    stormAfter: config.incidents.storm.after,
    undoOfferedMs: config.actions.undoFor,
    renderChart: async ({ id, at, data }) =>
      renderChart(data, {
        title: id.replace(/^metric\//, ''),
        ...(at === undefined ? {} : { firingSince: at }),
      }),
    onInput: () => poke(),
    ...people.forSlack,
    lackingRights: async (person, incident) => quicklyLacking(actions, person, incident),
    scopes: [...people.scopes, ...(config.approvals.page === 'approvers' ? [pageScopes] : [])],
    report: ({ state, detail }) => {
      if (health.report('slack', state, detail)) log.info({ state, detail }, 'Slack');
    },
    observe: (method, outcome) => metrics.slackCalls.inc({ method, outcome }),
    log,
    newId: randomUUID,
    now,
  });

  people.follow(slack.accounts);
  const actions: ActionWorkTools = {
    store: holdByCalendar(store, config.freezes, now),
    clusters,
    policy: config.policy,
    breakGlass: config.breakGlass,
    people,
    redact,
    newExecutionId: () => BigInt(`0x${randomBytes(10).toString('hex')}`).toString(36),
    newHandle: () => randomBytes(24).toString('base64url'),
    now,
    log,
    verifyForMs: config.actions.verifyFor,
    undoForMs: config.actions.undoFor,
    readOnly: config.actions.readOnly,
    calendar: config.freezes,
    breakers: config.breakers,
    page: config.approvals.page,
    stableMs: config.actions.stableFor,
    ...(config.prices !== undefined && { prices: config.prices }),
    silences: { longestMs: config.silences.longest, broadFrom: config.silences.broadFrom },
  };
  const clusterNames = config.clusters.map(({ name }) => name);
  const closeAfterMs = config.incidents.closeAfter;
  const intakeOptions = {
    newId: randomUUID,
    closeAfterMs,
    channelFor: channelFor(config.slack),
    defaultCluster: clusterNames[0] ?? '',
    knownClusters: clusterNames,
    noise: config.incidents.noise,
  };
  const record = createRecordWork(actions, {
    store,
    key: auditKey,
    channel: config.audit.channel,
    postHeads: config.audit.postHeads,
  });
  await recordConfiguration({ store, self, now }, config);
  await store.markDue([
    { kind: 'prune', key: pruneKey },
    { kind: 'audit-head', key: headKey },
    ...[...alertmanagers.keys()].map((key) => ({ kind: 'reconcile' as const, key })),
  ]);
  const worker = startWorker({
    store,
    owner: self.id,
    log,
    now,
    observe: (kind, outcome, seconds) => metrics.workSeconds.observe({ kind, outcome }, seconds),
    handlers: {
      intake: createIntake({
        take: async (deliveryId) => store.takeDelivery(deliveryId),
        log,
        opened: (severity) => metrics.incidentsOpened.inc({ severity }),
      }),
      enrich: createEnrich({ store, walk: createWalk({ sources, runbooks, now }), now, log }),
      publish: createPublish(slack),
      input: createHandleInput({
        store,
        findPerson: people.findPerson,
        identify: people.identify,
        clusters: clusterNames,
        alertmanagers,
        answer: async (input, answer) => slack.answer(input, answer),
        help: helpText,
        requestAction: createRequestAction(actions),
        ...record.inputs,
        denyRequest: createDenyRequest(actions),
        cancelRequest: createCancelRequest(actions),
        undo: createUndo(actions),
        abort: createAbortExecution(actions),
        reportRights: createReportRights(actions),
        explain: createExplain({ store, clusters: intakeOptions, alertmanagers }),
        move: { now, closeAfterMs },
        mode: config.actions.readOnly ? 'read-only' : 'acting',
        calendar: config.freezes,
        log,
      }),
      execute: createExecute(actions),
      verify: createVerify(actions),
      expire: createExpire(actions),
      close: createClose({ store, closeAfterMs, now }),
      storm: createStorm({
        store,
        limits: config.incidents.storm,
        endsAfterMs: config.incidents.storm.endsAfter,
        log,
      }),
      prune: createPrune({ store, keepMs: config.store.keep }),
      ...record.handlers,
      watchdog: createWatchdog({
        store,
        options: intakeOptions,
        quietAfterMs: config.watchdog.quietAfter,
        startedAt: now(),
        now,
        log,
      }),
      reconcile: createReconcile({
        store,
        alertmanagers,
        prometheus,
        options: intakeOptions,
        everyMs: config.incidents.reconcileEvery,
        now,
        log,
        report: (cluster, state, detail) => health.report(`alertmanager ${cluster}`, state, detail),
      }),
    },
  });
  poke = () => worker.poke();
  const announcing = startAnnouncing({ store, replica: self, parts: () => health.parts(), log });

  const stopAll = async (): Promise<void> => {
    await slack.stop();
    await Promise.all([worker.stop(drainMs), announcing.stop()]);
    people.stop();
    clock.stop();
    await store.close();
    closeClusters();
    await stopTracing();
  };
  const http = await startHttp({
    listen: config.http.listen,
    ...(config.http.tls === undefined ? {} : { tls: config.http.tls }),
    health,
    metrics,
    log,
    probeStore: async () => store.probe(),
    overview: { self, read: async () => store.readOverview() },
    routes: receiveWebhooks({ store, readSenders, metrics, poke, now, log }),
  }).catch(async (error: unknown) => {
    await stopAll();
    throw error;
  });
  const slackBy = slack.eventsUrl ?? 'Socket Mode';
  const ready = { url: http.url, version: version(), clusters: clusterNames, runbooks: runbooks.length };
  log.info({ ...ready, slack: slackBy }, 'ready');

  const signal = await untilSignal(log);
  log.info({ signal }, 'stopping: nothing new is taken, what runs may end');
  await http.close();
  await stopAll();
  log.info('stopped');
  return 0;
}
