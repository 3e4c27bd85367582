// Niches: themes that subjects belong to. The hot ones, and one of them with who is heard most in it.

import { chart } from '../chart.js';
import { element, replace, styled } from '../dom.js';
import { showInsights } from '../insights.js';
import { refresh } from '../refresh.js';
import { path, trends } from '../service.js';
import { sparkline } from '../sparkline.js';
import * as states from '../states.js';
import { ago, count, direction, exactly, platformName, share, subjectName, subjectParts, times } from '../words.js';

export const name = 'Niches';
export const title = (place) => place.parts[0] ?? 'Niches';

const EVERY = 10_000;
const MOST = 50;
const MOST_VOICES = 8;
const MOST_INSIGHTS = 5;
const DAY = 86_400;
const WINDOWS = { '1h': 'the last hour', '24h': 'the last day', '7d': 'the last week' };

export function show(main, place, context) {
  const shown = element('div', {}, states.waiting('niches'));
  const look = place.parts.length > 0 ? one(main, shown, place, context) : all(main, shown, context);
  const round = refresh(EVERY, context.signal, look, (failure) => {
    if (failure.isSignedOut) {
      context.signOut(failure);
    } else if (failure.slug === 'unknown_niche') {
      replace(shown, states.empty('No such niche', 'Nobody defined it, and no event names it.'));
    } else {
      replace(
        shown,
        states.trouble(failure, () => round()),
      );
    }
  });
}

function all(main, shown, context) {
  replace(main, element('div', { class: 'heading' }, element('h1', {}, 'Hot niches')), shown);
  return async () => {
    const [hot, known] = await Promise.all([
      trends('niches/hot', { limit: MOST }, context.signal),
      trends('niches', {}, context.signal),
    ]);
    const warm = new Set(hot.niches.map((niche) => niche.niche));
    const others = known.niches.filter((niche) => !warm.has(niche.niche));
    replace(
      shown,
      hot.niches.length === 0
        ? states.empty(
            'None is hot',
            known.niches.length === 0
              ? 'There is no niche yet. An event names one with its attribute niche, or PUT /v1/niches/{niche} makes one.'
              : 'All are within what is usual for them.',
          )
        : element('ol', { class: 'board' }, hot.niches.map(row)),
      others.length > 0 &&
        element(
          'section',
          {},
          element('h2', {}, 'The others'),
          element(
            'ul',
            { class: 'people' },
            others.map((niche) =>
              element(
                'li',
                {},
                element('a', { href: `#/niches/${path(niche.niche)}` }, niche.name),
                element('span', { class: 'fine' }, ` ${exactly(niche.subjects)} subjects`),
              ),
            ),
          ),
        ),
    );
  };
}

function row(niche) {
  const isMeasured = niche.observed !== null && niche.observed !== undefined;
  return element(
    'li',
    {},
    element('span', { class: 'rank', 'aria-hidden': 'true' }, niche.rank),
    element(
      'div',
      { class: 'who' },
      element('a', { href: `#/niches/${path(niche.niche)}` }, niche.name),
      element('p', { class: 'fine' }, `${exactly(niche.subjects)} subjects${niche.metric ? ` · ${niche.metric}` : ''}`),
    ),
    element(
      'div',
      { class: 'shape' },
      niche.sparkline?.length > 0 && sparkline(niche.sparkline, `${niche.metric} of ${niche.name}`),
    ),
    element(
      'div',
      { class: 'rise' },
      isMeasured && element('strong', {}, times(niche.observed, niche.expected)),
      isMeasured && element('p', { class: 'fine' }, `${count(niche.observed)}, usually ${count(niche.expected)}`),
    ),
    element(
      'div',
      { class: 'why' },
      element(
        'p',
        {},
        niche.trendDirection && direction(niche.trendDirection),
        niche.since && ' since ',
        niche.since && element('time', { class: 'ago', datetime: niche.since }, ago(niche.since)),
        niche.daysTrending > 1 && `, day ${niche.daysTrending}`,
      ),
      isMeasured &&
        element(
          'div',
          { class: 'meter', role: 'img', 'aria-label': `${share(niche.confidence)} sure` },
          styled(element('span', {}), '--part', niche.confidence),
        ),
    ),
  );
}

function one(main, shown, place, context) {
  const window = place.query.get('window') ?? '24h';
  const heading = element('div', { class: 'heading' }, element('h1', {}, place.parts[0]));
  const days = element('div', { class: 'sheet chart' });
  const voices = element('div', {});
  const sentences = element('ul', { class: 'news sheet' });
  const insights = element('section', { hidden: true }, element('h2', {}, 'In short'), sentences);
  let isOpen = false;
  let drawnFor = null;
  replace(main, heading, shown);
  return async () => {
    const niche = await trends(`niches/${path(place.parts[0])}`, { window }, context.signal);
    if (!isOpen) {
      isOpen = true;
      replace(
        heading,
        element(
          'div',
          {},
          element('p', { class: 'fine' }, `niche · ${exactly(niche.subjects)} subjects`),
          element('h1', {}, niche.name),
        ),
        element(
          'div',
          { class: 'segments', role: 'group', 'aria-label': 'Window' },
          Object.keys(WINDOWS).map((each) =>
            element(
              'a',
              {
                href: `#/niches/${path(niche.niche)}?window=${each}`,
                'aria-label': WINDOWS[each],
                'aria-current': each === window ? 'true' : null,
              },
              each,
            ),
          ),
        ),
      );
      replace(shown, days, insights, element('section', {}, element('h2', {}, 'Who is heard most'), voices));
    }
    if (drawnFor !== niche.lastAnalyzedAt) {
      drawnFor = niche.lastAnalyzedAt;
      showDays(days, niche, context.signal);
    }
    showVoices(voices, niche, window);
    await showInsights(insights, sentences, { niche: niche.niche, limit: MOST_INSIGHTS }, true, context.signal);
  };
}

/** What was counted day by day; the present day is not complete. */
function showDays(sheet, niche, signal) {
  const [metric, days] =
    Object.entries(niche.trendVector).sort(([, first], [, second]) => sum(second.days) - sum(first.days))[0] ?? [];
  if (metric === undefined) {
    replace(sheet, states.empty('Nothing counted yet', 'It is looked at every few minutes.'));
    return;
  }
  const first = Date.parse(days.firstDay) / 1000;
  const today = Math.floor(Date.now() / 1000 / DAY) * DAY;
  chart(
    sheet,
    {
      times: days.days.map((_, i) => first + i * DAY),
      lines: [{ label: `${metric} a day`, values: days.days, colour: '--accent', area: true, steps: true }],
      until: first + days.days.length * DAY,
      openFrom: first + days.days.length * DAY > today ? today : undefined,
      summary: `${metric} of ${niche.name} by day (UTC): ${count(sum(days.days))} in ${days.days.length} days.`,
    },
    signal,
  );
}

function sum(values) {
  return values.reduce((all, value) => all + value, 0);
}

/** Share of voice, within each platform: never one platform's numbers against another's. */
function showVoices(part, niche, window) {
  replace(
    part,
    niche.voices.length === 0
      ? states.empty('Nobody', `Nothing was counted of its subjects in ${WINDOWS[window]}.`)
      : element(
          'div',
          { class: 'cards' },
          niche.voices.map((voices) =>
            element(
              'article',
              { class: 'sheet' },
              element('h3', {}, platformName(voices.platform)),
              element('p', { class: 'fine' }, `${count(voices.total)} ${voices.metric} in ${WINDOWS[window]}`),
              element(
                'ol',
                { class: 'voices' },
                voices.subjects.slice(0, MOST_VOICES).map((voice) => {
                  const { type, id } = subjectParts(voice.subject);
                  return element(
                    'li',
                    {},
                    element('a', { href: `#/subject/${path(type, id)}` }, subjectName(voice.subject)),
                    element(
                      'span',
                      { class: 'meter', 'aria-hidden': 'true' },
                      styled(element('span', {}), '--part', voice.share),
                    ),
                    element('span', {}, share(voice.share)),
                  );
                }),
              ),
            ),
          ),
        ),
  );
}
