export type WorldTone = 'good' | 'warning' | 'bad' | 'quiet';

export type WorldScenario = {
  /** What `onStart` gets. */
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  /** `ready` shows a Start button; `running` a marker; `passed` and `failed` a result and "Start again". */
  readonly state: 'ready' | 'running' | 'passed' | 'failed';
  /** One line under the title, such as what is still missing. */
  readonly detail?: string;
  /** What others may do while it runs; `onStart` gets `<scenario>/<name>`. */
  readonly events?: readonly { readonly name: string; readonly title: string }[];
};

export type WorldSection = {
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly value: string; readonly tone?: WorldTone }[];
};

/** What the page's "Drill" panel shows beside the channel: scenarios to start and the state of the simulated world. */
export type WorldPanel = {
  readonly title?: string;
  readonly scenarios: readonly WorldScenario[];
  readonly sections: readonly WorldSection[];
  readonly note?: string;
};
