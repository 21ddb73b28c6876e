import { h } from './dom.js';
import { startScenario } from './store.js';

const states = { ready: 'Ready', running: 'Running', passed: 'Passed', failed: 'Failed' };

function scenarioCard(scenario) {
  const isRunning = scenario.state === 'running';
  const start = h(
    'button',
    {
      type: 'button',
      class: 'button primary',
      testid: `start-${scenario.name}`,
      disabled: isRunning,
      onclick: async () => {
        start.disabled = true;
        await startScenario(scenario.name);
        start.disabled = false;
        fold(start.closest('aside'), 'folded');
      },
    },
    isRunning ? 'Running…' : scenario.state === 'ready' ? 'Start' : 'Start again',
  );
  return h(
    'section',
    { class: `scenario ${scenario.state}`, testid: `scenario-${scenario.name}` },
    h(
      'div',
      { class: 'scenario-head' },
      h('strong', {}, scenario.title),
      scenario.state !== 'ready' && h('span', { class: `chip ${scenario.state}` }, states[scenario.state]),
    ),
    scenario.description && h('p', {}, scenario.description),
    scenario.detail && h('p', { class: 'scenario-detail' }, scenario.detail),
    start,
    isRunning && (scenario.events ?? []).map((event) => eventButton(scenario, event)),
  );
}

const eventButton = (scenario, event) =>
  h(
    'button',
    {
      type: 'button',
      class: 'button',
      testid: `event-${scenario.name}-${event.name}`,
      onclick: () => startScenario(`${scenario.name}/${event.name}`),
    },
    event.title,
  );

/** Only seen where the window is narrow: there the panel stands above the channel and takes its place. */
function fold(panel, state) {
  panel?.classList.toggle('folded', state === 'folded');
  const button = panel?.querySelector('.fold');
  if (button !== null && button !== undefined) button.textContent = state === 'folded' ? 'Show' : 'Hide';
}

const foldButton = (panel) =>
  h(
    'button',
    {
      type: 'button',
      class: 'plain link-like fold',
      testid: 'fold-drill',
      onclick: () => fold(panel, panel.classList.contains('folded') ? 'open' : 'folded'),
    },
    panel.classList.contains('folded') ? 'Show' : 'Hide',
  );

const worldSection = (section) =>
  h(
    'section',
    { class: 'world-section' },
    h('h3', {}, section.title),
    h(
      'dl',
      {},
      section.rows.map((row) => [h('dt', {}, row.label), h('dd', { class: row.tone ?? '' }, row.value)]),
    ),
  );

/** The drill's own panel: what can be started, and how the simulated world stands. */
export function createDrillPanel(parent) {
  let shown = '';
  return ({ worldPanel }) => {
    parent.hidden = worldPanel === null;
    const version = JSON.stringify(worldPanel);
    // A button that is replaced while it is pressed is never clicked; the panel is drawn again within a second.
    if (parent.hidden || version === shown || parent.matches(':active')) return;
    shown = version;
    const focused = document.activeElement?.dataset?.testid;
    const top = parent.scrollTop;
    parent.replaceChildren(
      h('header', { class: 'pane-header' }, h('h2', {}, worldPanel.title ?? 'Drill'), foldButton(parent)),
      h(
        'div',
        { class: 'drill-body' },
        worldPanel.note && h('p', { class: 'quiet' }, worldPanel.note),
        worldPanel.scenarios.map(scenarioCard),
        worldPanel.sections.map(worldSection),
      ),
    );
    parent.scrollTop = top;
    if (focused !== undefined)
      [...parent.querySelectorAll('[data-testid]')].find((node) => node.dataset.testid === focused)?.focus();
  };
}
