/** What `/mw help` answers. The forms are those of grammar/verbs.ts. */
export const helpText = [
  '*Middlewatch* speaks kubectl. What you leave out is taken from the incident at hand and shown before anything happens.',
  '`/mw status [INC-12]` what is ill, why, who is on it; `/mw status bot` who runs, who holds what, what waits',
  '`/mw ack [INC-12]` you are on it · `/mw resolve [INC-12]` end it by hand',
  '`/mw open INC-12` gives an incident of a storm a card of its own',
  '`/mw rollback deploy/checkout -n shop --to 13` (or `/rollback`)',
  '`/mw restart deploy/checkout -n shop`, `/mw pause deploy/checkout`, `/mw suspend cronjob/report`, `/mw resume …`',
  '`/mw scale deploy/checkout 5 -n shop` (or `/scale`)',
  '`/mw cordon node-3`, `/mw uncordon node-3` (or `/cordon`)',
  '`/mw silence 2h [alertname="X" pod=~"web-.+"] --reason "…"` keeps Alertmanager quiet; `/mw silence extend ID 2h`, `/mw silence expire ID`, `/mw silences`',
  '`/mw undo [EXECUTION]` take the last action back',
  '`/mw why [INC-12 or an alert name]` why you were paged, or not',
  '`/mw audit [INC-12]` who did what and when',
  'Each takes `--cluster NAME`. Actions make a plan first; another entitled person approves it.',
  'Slack sends no slash commands from threads: there use the buttons, *Incident actions* in the message menu, or mention the bot: `@middlewatch ack`.',
].join('\n');
