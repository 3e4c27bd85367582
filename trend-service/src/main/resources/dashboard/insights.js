// Insights: what happened, in sentences that stand on evidence.

import { element, replace } from './dom.js';
import { path, trends } from './service.js';
import { ago, moment, subjectName, subjectParts } from './words.js';

const SIGNS = { rose: '▲', peaked: '◆', faded: '▼', led: '⇥', record: '★' };

/** False once the service said that it has none to tell of: an older one. */
let areThere = true;

/**
 * Fills the section with the newest insights; it stays hidden while there are none.
 *
 * @param about `subject` or `niche`, or nothing for all
 * @param names whether each says whom it is about
 */
export async function showInsights(section, list, about, names, signal) {
  if (!areThere) {
    return;
  }
  let answer;
  try {
    answer = await trends('insights', about, signal);
  } catch (failure) {
    section.hidden = true;
    if (failure.status === 404) {
      areThere = failure.slug !== 'not_found';
      return;
    }
    throw failure;
  }
  section.hidden = answer.insights.length === 0;
  replace(
    list,
    answer.insights.map((insight) => item(insight, names)),
  );
}

function item(insight, names) {
  const { type, id } = subjectParts(insight.subject);
  return element(
    'li',
    { class: insight.kind },
    element('span', { class: 'sign', 'aria-hidden': 'true' }, SIGNS[insight.kind] ?? '•'),
    element(
      'span',
      {},
      names
        ? element('a', { href: `#/subject/${path(type, id)}` }, subjectName(insight.subject))
        : element('strong', {}, subjectName(insight.subject)),
      insight.sentence.slice(insight.subject.length),
      insight.version > 1 &&
        element(
          'span',
          { class: 'fine' },
          insight.evidence.verdict === 'withdrawn'
            ? ' Withdrawn: late counts changed the verdict.'
            : ' Restated after late counts.',
        ),
    ),
    element(
      'time',
      { class: 'ago fine', datetime: insight.createdAt, title: moment(insight.createdAt) },
      ago(insight.createdAt),
    ),
  );
}
