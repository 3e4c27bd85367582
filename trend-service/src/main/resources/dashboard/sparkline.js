// A small line of the last steps. Drawn, not charted: there may be a hundred on a page, renewed every few seconds.

import { drawing } from './dom.js';
import { count } from './words.js';

const WIDTH = 160;
const HEIGHT = 40;
const EDGE = 3;
const LEAST_STEPS = 13;

/**
 * @param steps the newest last; before the first of a young series nothing was counted, and so it is drawn
 */
export function sparkline(steps, label) {
  const values = [...new Array(Math.max(0, LEAST_STEPS - steps.length)).fill(0), ...steps];
  const greatest = Math.max(1e-9, ...values);
  const step = values.length > 1 ? (WIDTH - 2 * EDGE) / (values.length - 1) : 0;
  const points = values.map((value, i) => [EDGE + i * step, HEIGHT - EDGE - ((HEIGHT - 2 * EDGE) * value) / greatest]);
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const last = points.at(-1);
  const title = `${label}: ${steps.length} steps, the last ${count(values.at(-1))}, the greatest ${count(Math.max(...values))}`;
  return drawing(
    'svg',
    {
      class: 'sparkline',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': title,
    },
    last && drawing('polygon', { class: 'under', points: `${EDGE},${HEIGHT} ${line} ${last[0].toFixed(1)},${HEIGHT}` }),
    last && drawing('polyline', { class: 'line', points: line, 'vector-effect': 'non-scaling-stroke' }),
  );
}
