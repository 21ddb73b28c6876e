import type { Evidence } from '../../model/evidence.ts';
import { incidentName } from '../../model/incident.ts';
import type { MessageRecord } from '../../model/message.ts';
import type { Logger } from '../../observe/logger.ts';
import type { Store } from '../../store/store.ts';
import { cleanLine } from '../text/foreign-text.ts';
import { truncateText } from '../text/truncate-text.ts';
import type { SlackCaller } from '../web/slack-caller.ts';
import { SlackCallError } from '../web/slack-problem.ts';
import { ranks } from '../web/rate-budgets.ts';
import { methodRate } from '../web/slack-rates.ts';
import { defaultCallTimeoutMs } from '../web/create-web-client.ts';
import { findPosted, type Place, type PostedMessage } from './find-posted.ts';
import { lookForEarlier } from './look-for-earlier.ts';
import { published, type PublishOutcome } from './publish-outcome.ts';

export type MetricEvidence = Extract<Evidence, { kind: 'metric' }>;

/** A PNG of the metric with its threshold. */
export type RenderChart = (metric: MetricEvidence) => Promise<Uint8Array>;

export interface ChartOptions {
  store: Pick<Store, 'loadIncident' | 'beginPosting' | 'recordShown' | 'recordNotPosted'>;
  caller: SlackCaller;
  renderChart: RenderChart;
  log: Logger;
  now: () => number;
}

const urlRate = methodRate('files.getUploadURLExternal');
const completeRate = methodRate('files.completeUploadExternal');
const maxWaitMs = 5000;
/** A chart is some 30 kB; more is a mistake. */
const maxBytes = 4 * 1024 * 1024;

/** Uploads the picture once; a file in Slack is not edited. */
export async function publishChart(
  record: MessageRecord,
  place: Place,
  options: ChartOptions,
): Promise<PublishOutcome> {
  if (record.ts !== undefined || record.incidentId === undefined) return published;
  const { store, caller } = options;
  const snapshot = await store.loadIncident(record.incidentId);
  const metric = snapshot?.context?.evidence.find((one) => one.kind === 'metric');
  if (snapshot === undefined || metric === undefined) return published;
  const fileName = `${incidentName(snapshot.incident).toLowerCase()}-chart.png`;
  const show = async (ts: string): Promise<PublishOutcome> => {
    await store.recordShown(record.id, { channel: place.channel, ts, hash: 'chart' });
    return published;
  };
  const isChart = ({ files }: PostedMessage): boolean =>
    files?.some((file) => file.name === fileName) === true;

  if (record.state === 'posting') {
    const earlier = await lookForEarlier(record, place, isChart, options);
    if (earlier === 'found') return published;
    if (earlier !== 'settled') return earlier;
  }
  const picture = await options.renderChart(metric);
  if (picture.byteLength > maxBytes) return { failed: true, problem: 'the chart is too large' };
  const about = truncateText(cleanLine(metric.text), 500);
  const fileId = await upload(caller, picture, fileName, about);
  // Only sharing it makes a message: a crash before this leaves an upload that nobody sees.
  const startedAt = options.now();
  if ((await store.beginPosting(record.id, startedAt)) === 'shown') return published;
  await caller.turn(`chart/${record.id}`, [completeRate], maxWaitMs, ranks.detail);
  try {
    await caller.call('files.completeUploadExternal', completeRate, (client) =>
      client.files.completeUploadExternal({
        files: [{ id: fileId, title: truncateText(cleanLine(metric.data.plotted), 200) }],
        channel_id: place.channel,
        ...(place.threadTs !== undefined && { thread_ts: place.threadTs }),
      }),
    );
  } catch (error) {
    if (error instanceof SlackCallError && error.problem.kind !== 'lost')
      await store.recordNotPosted(record.id);
    throw error;
  }
  // Slack tells no ts of the message that it made; without one the file's id stands for it.
  const found = await findPosted(caller, place, startedAt, isChart).catch(() => 'unknown' as const);
  return await show(typeof found === 'object' ? found.ts : fileId);
}

async function upload(
  caller: SlackCaller,
  picture: Uint8Array,
  fileName: string,
  altText: string,
): Promise<string> {
  await caller.turn(`upload/${fileName}`, [urlRate], maxWaitMs);
  const answer = await caller.call('files.getUploadURLExternal', urlRate, (client) =>
    client.files.getUploadURLExternal({ filename: fileName, length: picture.byteLength, alt_text: altText }),
  );
  const { upload_url: url, file_id: fileId } = answer;
  if (url === undefined || fileId === undefined)
    throw new SlackCallError({ kind: 'lost', message: 'Slack told no address for the upload' });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: new Uint8Array(picture),
    redirect: 'error',
    signal: AbortSignal.timeout(defaultCallTimeoutMs),
  }).catch((cause: unknown) => {
    throw new SlackCallError(
      { kind: 'lost', message: 'Slack did not take the upload of a chart' },
      { cause },
    );
  });
  await response.body?.cancel();
  if (!response.ok)
    throw new SlackCallError({
      kind: 'lost',
      message: `Slack answered the upload of a chart with HTTP ${response.status}`,
    });
  return fileId;
}
