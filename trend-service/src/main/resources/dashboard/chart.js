// A chart of figures over time, by uPlot: what was counted against what is usual, bursts marked, and hatched where the
// counts are not complete. Read by eye, by keyboard (arrow keys) and, as a table, by screen reader.

import uPlot from './uplot/uPlot.esm.js';
import { element, replace } from './dom.js';
import { count, moment } from './words.js';

const HEIGHT = 300;
const MOST_ROWS = 48;
/** Fewer values than that are dots, too. */
const MOST_DOTS = 40;
/** Device pixels between the lines of the hatching. */
const HATCHED_EVERY = 8;

/** What is drawn in which parent. */
const drawn = new WeakMap();

/**
 * Puts a chart into the parent. Another call with the same parent and the same lines shows the new figures in it, so that
 * whoever reads it by keyboard, or has its table open, goes on.
 *
 * @param figures
 *   times: epoch seconds, rising;
 *   lines: [{label, values, colour, area?, dashed?, steps?}], values as many as times, null for none;
 *   band: {low, high, label} that lies behind, or nothing;
 *   until: where the last of them ends, in epoch seconds, or nothing;
 *   bursts: [{from, to, label}] in epoch seconds;
 *   unjudged: [{from, to, label}] in epoch seconds, of which nothing can be said, or nothing;
 *   openFrom: from there on the counts are not complete, or nothing;
 *   summary: the chart in a sentence
 * @param signal ends it
 */
export function chart(parent, figures, signal) {
  const before = drawn.get(parent);
  if (before?.fits(figures)) {
    before.show(figures);
    return;
  }
  before?.end();
  drawn.set(parent, draw(parent, figures, signal));
}

function draw(parent, first, signal) {
  let figures = first;
  let plot = null;
  const now = () => figures;
  const readout = element('p', { class: 'readout fine' });
  const canvas = element('div', {
    class: 'canvas',
    tabindex: '0',
    role: 'group',
    'aria-roledescription': 'chart',
  });
  const keys = element('ul', { class: 'legend', 'aria-hidden': 'true' });
  const rows = table(first);
  const plotted = () => {
    plot?.destroy();
    plot = new uPlot(
      options(canvas.clientWidth || 600, now, (index) => tell(readout, figures, index)),
      columns(figures),
      canvas,
    );
  };
  const described = () => {
    canvas.setAttribute('aria-label', `${figures.summary} Arrow keys go from value to value.`);
    replace(keys, legend(figures));
    rows.show(figures);
    tell(readout, figures, plot.cursor.idx ?? null);
  };
  replace(parent, keys, canvas, readout, rows.node);
  plotted();
  described();
  canvas.addEventListener('keydown', (event) => step(event, plot, figures.times.length), { signal });
  // Read aloud while somebody goes from value to value, and not whenever there are new ones.
  canvas.addEventListener('focus', () => readout.setAttribute('aria-live', 'polite'), { signal });
  canvas.addEventListener(
    'blur',
    () => {
      readout.removeAttribute('aria-live');
      plot.setCursor({ left: -10, top: -10 });
    },
    { signal },
  );
  document.addEventListener('scheme', plotted, { signal });
  const resized = new ResizeObserver(() => plot.setSize({ width: canvas.clientWidth, height: HEIGHT }));
  resized.observe(canvas);
  const ended = new AbortController();
  const end = () => {
    if (!ended.signal.aborted) {
      ended.abort();
      resized.disconnect();
      document.removeEventListener('scheme', plotted);
      plot.destroy();
    }
  };
  signal.addEventListener('abort', end, { once: true, signal: ended.signal });
  return {
    fits: (other) => !ended.signal.aborted && parent.contains(canvas) && shape(other) === shape(figures),
    show: (next) => {
      const looked = plot.cursor.idx === null || plot.cursor.idx === undefined ? null : figures.times[plot.cursor.idx];
      figures = next;
      plot.setData(columns(figures));
      const index = looked === null ? -1 : figures.times.indexOf(looked);
      if (index >= 0) {
        plot.setCursor({ left: plot.valToPos(looked, 'x'), top: 10 });
      }
      described();
    },
    end,
  };
}

/** What a drawn chart cannot change. */
function shape(figures) {
  return JSON.stringify([
    figures.lines.map(({ label, colour, area, dashed, steps }) => [label, colour, area, dashed, steps]),
    Boolean(figures.band),
    figures.times.length < MOST_DOTS,
  ]);
}

/** One more column at the end, so that the last step is as wide as the others. */
function columns(figures) {
  const band = figures.band ? [figures.band.high, figures.band.low] : [];
  if (!figures.until) {
    return [figures.times, ...band, ...figures.lines.map((line) => line.values)];
  }
  return [
    [...figures.times, figures.until],
    ...band.map((values) => [...values, null]),
    ...figures.lines.map((line) => [...line.values, line.steps ? (line.values.at(-1) ?? null) : null]),
  ];
}

/** @param now gives the figures that are shown */
function options(width, now, told) {
  const figures = now();
  const colour = resolved;
  const axis = {
    stroke: colour('--fine'),
    grid: { stroke: colour('--edge'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  const edge = { stroke: 'transparent', points: { show: false } };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { size: 8 } },
    scales: { y: { range: (_, least, most) => [Math.min(0, least), Math.max(1, most) * 1.08] } },
    axes: [
      { ...axis, values: times, size: 30 },
      { ...axis, size: 52, values: (_, ticks) => ticks.map(count) },
    ],
    bands: figures.band ? [{ series: [1, 2], fill: faded(colour('--expected'), 0.2) }] : [],
    series: [
      {},
      ...(figures.band ? [edge, edge] : []),
      ...figures.lines.map((line) => ({
        label: line.label,
        stroke: colour(line.colour),
        width: line.dashed ? 1.5 : 2,
        dash: line.dashed ? [6, 5] : undefined,
        fill: line.area ? faded(colour(line.colour), 0.12) : undefined,
        paths: line.steps ? uPlot.paths.stepped({ align: 1 }) : undefined,
        points: { show: figures.times.length < MOST_DOTS && !line.dashed && !line.steps },
      })),
    ],
    hooks: {
      drawClear: [(plot) => marks(plot, now(), colour)],
      setCursor: [(plot) => told(plot.cursor.idx ?? null)],
    },
  };
}

/** Hours as 13:00, days by their name. */
function times(_, ticks, __, ___, increment) {
  const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
  const hour = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return ticks.map((tick) => {
    const date = new Date(tick * 1000);
    return increment >= 86_400 || (date.getHours() === 0 && date.getMinutes() === 0)
      ? day.format(date)
      : hour.format(date);
  });
}

/** Behind the lines: bursts as tinted spans with an edge, what is not complete hatched. */
function marks(plot, figures, colour) {
  const { ctx, bbox } = plot;
  const x = (time) => Math.min(bbox.left + bbox.width, Math.max(bbox.left, plot.valToPos(time, 'x', true)));
  ctx.save();
  for (const burst of figures.bursts ?? []) {
    const from = x(burst.from);
    const to = Math.max(from + 2 * devicePixelRatio, x(burst.to));
    ctx.fillStyle = faded(colour('--rise'), 0.16);
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
    ctx.fillStyle = colour('--rise');
    ctx.fillRect(from, bbox.top, 2 * devicePixelRatio, bbox.height);
  }
  for (const span of figures.unjudged ?? []) {
    hatch(ctx, x(span.from), x(span.to), bbox, colour('--fine'));
  }
  if (figures.openFrom) {
    hatch(ctx, x(figures.openFrom), bbox.left + bbox.width, bbox, colour('--fine'));
  }
  ctx.restore();
}

function hatch(ctx, from, right, bbox, colour) {
  if (from >= right) {
    return;
  }
  ctx.save();
  ctx.beginPath();
  ctx.rect(from, bbox.top, right - from, bbox.height);
  ctx.clip();
  ctx.strokeStyle = faded(colour, 0.45);
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  for (let x = from - bbox.height; x < right; x += HATCHED_EVERY * devicePixelRatio) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}

function legend(figures) {
  const key = (kind, colour, text) => element('li', {}, element('span', { class: `key ${kind} ${colour}` }), text);
  return [
    figures.lines.map((line) => key(line.dashed ? 'dashed' : 'solid', line.colour.slice(2), line.label)),
    figures.band && key('area', 'expected', figures.band.label),
    figures.bursts?.length > 0 && key('area', 'rise', 'burst'),
    [...new Set(figures.unjudged?.map((span) => span.label))].map((label) => key('hatched', 'fine', label)),
    figures.openFrom && key('hatched', 'fine', 'not complete yet'),
  ];
}

function tell(readout, figures, index) {
  if (index === null) {
    readout.textContent = figures.summary;
    return;
  }
  const last = Math.min(index, figures.times.length - 1);
  const time = figures.times[last];
  const values = figures.lines.map((line) => `${line.label} ${count(line.values[last])}`).join(', ');
  const burst = figures.bursts?.find((one) => one.from <= time && time < one.to);
  const unjudged = figures.unjudged?.find((one) => one.from <= time && time < one.to);
  const open = figures.openFrom && time >= figures.openFrom ? ', not complete yet' : '';
  const marks = [burst, unjudged].map((span) => (span ? `, ${span.label}` : '')).join('');
  readout.textContent = `${moment(time * 1000)}: ${values}${marks}${open}`;
}

function step(event, plot, length) {
  const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -12, PageDown: 12 }[event.key];
  if (by === undefined || length === 0) {
    return;
  }
  event.preventDefault();
  const from = plot.cursor.idx ?? length - 1;
  const index = Math.min(length - 1, Math.max(0, from + by));
  plot.setCursor({ left: plot.valToPos(plot.data[0][index], 'x'), top: 10 });
}

/** The latest values, for those who cannot see a chart, or who would rather have figures. */
function table(first) {
  let figures = first;
  const body = element('tbody');
  const caption = element('caption', { class: 'unseen' });
  const fill = () => {
    const begin = Math.max(0, figures.times.length - MOST_ROWS);
    const indices = figures.times
      .slice(begin)
      .map((_, i) => begin + i)
      .reverse();
    replace(
      body,
      indices.map((i) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, moment(figures.times[i] * 1000)),
          figures.lines.map((line) => element('td', {}, count(line.values[i]))),
        ),
      ),
    );
  };
  const node = element(
    'details',
    { class: 'figures', toggle: fill },
    element('summary', {}, 'As a table'),
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Figures' },
      element(
        'table',
        {},
        caption,
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            element('th', { scope: 'col' }, 'Time'),
            first.lines.map((line) => element('th', { scope: 'col' }, line.label)),
          ),
        ),
        body,
      ),
    ),
  );
  return {
    node,
    show: (next) => {
      figures = next;
      caption.textContent = figures.summary;
      if (node.open) {
        fill();
      }
    },
  };
}

/** A colour of the page as a canvas takes it: what `light-dark()` comes to. */
function resolved(name) {
  const probe = element('span', { class: 'probe' });
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

function faded(colour, opacity) {
  return colour.replace(/^rgba?\(([^),]+),([^),]+),([^),]+).*$/, `rgba($1,$2,$3,${opacity})`);
}
