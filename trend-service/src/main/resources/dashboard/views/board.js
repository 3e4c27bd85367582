// The trend board: what stands out of its own normal, live.

import { element, replace, styled } from '../dom.js';
import { showInsights } from '../insights.js';
import { refresh } from '../refresh.js';
import { path, trends } from '../service.js';
import { sparkline } from '../sparkline.js';
import * as states from '../states.js';
import { ago, clock, count, direction, moment, platformName, share, subjectName, subjectParts, times } from '../words.js';

export const name = 'Trends';
export const title = () => 'Trends';

const EVERY = 2_000;
const MOST = 100;
const EVERY_INSIGHT = 15_000;
const MOST_INSIGHTS = 6;
/** Below that a handful of creators make most of it. */
const LITTLE_TRUST = 0.5;
const WINDOWS = { '1h': 'the last hour', '24h': 'the last day', '7d': 'the last week' };
const PHASES = { calm: 'stirring', risen: 'up', peaked: 'past its peak' };
const NEWS = { 'trend.started': ['▲', 'started'], 'trend.peaked': ['◆', 'peaked'], 'trend.ended': ['▼', 'ended'] };

export function show(main, place, context) {
  const asked = {
    window: place.query.get('window') ?? '1h',
    platform: place.query.get('platform') ?? '',
    type: place.query.get('type') ?? '',
  };
  const list = element('ol', { class: 'board', 'aria-label': `Trends of ${WINDOWS[asked.window]}` });
  const stirring = element('ol', { class: 'board', 'aria-label': 'Stirring' });
  const summary = element('summary');
  const unclear = element('details', { class: 'stirring', hidden: true }, summary, stirring);
  const state = element('div', {}, states.waiting('trends'));
  const notices = element('div', { class: 'notices', role: 'status', hidden: true });
  const standing = element('p', { class: 'fine', id: 'complete' });
  const filters = element('div', { class: 'filters' });
  const news = element('ul', { class: 'news' });
  const sentences = element('ul', { class: 'news' });
  const insights = element('section', { hidden: true }, element('h2', {}, 'In short'), sentences);
  const seen = {
    platforms: new Set(asked.platform ? [asked.platform] : []),
    types: new Set(asked.type ? [asked.type] : []),
    revision: null,
    subjects: null,
    clear: 0,
  };

  replace(
    main,
    element('div', { class: 'heading' }, element('h1', {}, 'Rising now'), filters),
    element(
      'div',
      { class: 'columns' },
      element('section', { 'aria-label': 'Board' }, notices, state, list, unclear, standing),
      element(
        'aside',
        { 'aria-labelledby': 'news-title' },
        element('h2', { id: 'news-title' }, 'As it happens'),
        news,
        insights,
      ),
    ),
  );
  showFilters(filters, asked, seen);
  showNews(news, context.live.heard);

  const look = async () => {
    const board = await trends(
      'trends',
      { window: asked.window, platform: asked.platform, subjectType: asked.type, limit: MOST },
      context.signal,
    );
    standing.textContent =
      board.completeThrough === null
        ? 'Not known yet up to when the counts are complete.'
        : `Counts are complete through ${clock(board.completeThrough)}.`;
    if (board.revision !== seen.revision) {
      seen.revision = board.revision;
      learn(seen, board.trends);
      showFilters(filters, asked, seen);
      showNotices(notices, board.disturbances);
      seen.clear = showBoard(list, stirring, board.trends, seen);
      const more = board.trends.length - seen.clear;
      unclear.hidden = more === 0;
      const many = board.trends.length < MOST ? `${more} more ${more === 1 ? 'is' : 'are'}` : `${more} and more are`;
      summary.textContent = `${many} stirring: new, or above what is usual, but not clearly`;
    }
    replace(
      state,
      seen.clear === 0 &&
        states.empty(
          'Nothing stands out',
          `No subject ${board.disturbances.length === 0 ? '' : 'of which it can be told '}is away from its own normal in ` +
            `${WINDOWS[asked.window]}. The board fills by itself as soon as one is.`,
        ),
    );
  };
  const round = refresh(EVERY, context.signal, look, (failure) => {
    if (failure.isSignedOut) {
      context.signOut(failure);
    } else {
      replace(
        state,
        states.trouble(failure, () => round()),
      );
    }
  });
  refresh(
    EVERY_INSIGHT,
    context.signal,
    () => showInsights(insights, sentences, { limit: MOST_INSIGHTS }, true, context.signal),
    () => {},
  );
  context.live.addEventListener(
    'heard',
    () => {
      showNews(news, context.live.heard);
      round();
    },
    { signal: context.signal },
  );
}

/** Filters offer what was seen on a board, for neither platforms nor types are a closed set. */
function learn(seen, entries) {
  for (const entry of entries) {
    seen.types.add(subjectParts(entry.subject).type);
    Object.keys(entry.platforms).forEach((platform) => seen.platforms.add(platform));
  }
}

/** What befell a whole platform or metric, and so stands on no board. */
function showNotices(notices, disturbances) {
  notices.hidden = disturbances.length === 0;
  replace(
    notices,
    element(
      'ul',
      {},
      disturbances.map(({ kind, platform, metric, since }) =>
        element(
          'li',
          {},
          kind === 'silent'
            ? `${platformName(platform)} has been silent since ${moment(since)}. Nothing of it is judged until it is back.`
            : `${metric} on ${platformName(platform)} counts something else since ${moment(since)}. What rose with that is no trend.`,
        ),
      ),
    ),
  );
}

function showFilters(filters, asked, seen) {
  const open = filters.contains(document.activeElement) && document.activeElement.tagName === 'SELECT';
  if (open) {
    return;
  }
  const to = (change) => {
    const chosen = Object.entries({ ...asked, ...change }).filter(([, value]) => value !== '');
    return `#/trends?${new URLSearchParams(chosen)}`;
  };
  const choice = (label, key, all, values, named) =>
    element(
      'label',
      {},
      element('span', { class: 'unseen' }, label),
      element(
        'select',
        {
          change: (event) => {
            location.hash = to({ [key]: event.target.value });
          },
        },
        element('option', { value: '' }, all),
        [...values].sort().map((value) => element('option', { value, selected: value === asked[key] }, named(value))),
      ),
    );
  replace(
    filters,
    element(
      'div',
      { class: 'segments', role: 'group', 'aria-label': 'Window' },
      Object.keys(WINDOWS).map((window) =>
        element(
          'a',
          {
            href: to({ window }),
            'aria-current': window === asked.window ? 'true' : null,
            'aria-label': WINDOWS[window],
          },
          window,
        ),
      ),
    ),
    choice('Platform', 'platform', 'All platforms', seen.platforms, platformName),
    choice('Kind of subject', 'type', 'All kinds', seen.types, (type) => type),
  );
}

/**
 * What has fired stands on the board. What is merely new, or somewhat high, is counted below it, and shown to who asks.
 *
 * @return how many stand on the board
 */
function showBoard(list, stirring, entries, seen) {
  const focused = document.activeElement?.closest?.('[data-subject]')?.dataset.subject;
  const known = seen.subjects;
  const isClear = (entry) => entry.phase !== 'calm';
  const clear = entries.filter(isClear);
  seen.subjects = new Set(clear.map((entry) => entry.subject));
  replace(
    list,
    clear.map((entry, at) => row(entry, at + 1, known !== null && !known.has(entry.subject))),
  );
  replace(
    stirring,
    entries.filter((entry) => !isClear(entry)).map((entry, at) => row(entry, clear.length + at + 1, false)),
  );
  if (focused !== undefined) {
    list.parentElement.querySelector(`[data-subject="${CSS.escape(focused)}"] a`)?.focus();
  }
  return clear.length;
}

function row(entry, rank, isNew) {
  const { type, id } = subjectParts(entry.subject);
  const label = subjectName(entry.subject);
  return element(
    'li',
    { class: isNew ? 'fresh' : null, 'data-subject': entry.subject },
    element('span', { class: 'rank', 'aria-hidden': 'true' }, rank),
    element(
      'div',
      { class: 'who' },
      element('a', { href: `#/subject/${path(type, id)}` }, label),
      element('p', { class: 'fine' }, `${type} · ${entry.metric} on ${platformName(entry.platform)}`),
    ),
    element('div', { class: 'shape' }, sparkline(entry.sparkline, `${entry.metric} of ${label}`)),
    element(
      'div',
      { class: 'rise' },
      element('strong', {}, times(entry.observed, entry.expected)),
      element('p', { class: 'fine' }, `${count(entry.observed)} in ${entry.over}, usually ${count(entry.expected)}`),
    ),
    element(
      'div',
      { class: 'why' },
      element(
        'p',
        {},
        element('span', { class: `phase ${entry.phase}` }, PHASES[entry.phase] ?? entry.phase),
        direction(entry.direction),
        ' · ',
        element('time', { class: 'ago', datetime: entry.since }, ago(entry.since)),
      ),
      meter('confidence', entry.confidence, `${share(entry.confidence)} sure`),
      shares(entry.platforms),
      entry.creators && crowd(entry),
      entry.rejudged && element('p', { class: 'fine' }, `judged anew ${ago(entry.rejudged.at)}, since events came late`),
    ),
  );
}

function meter(kind, value, label) {
  return element(
    'div',
    { class: `meter ${kind}`, role: 'img', 'aria-label': label, title: label },
    styled(element('span', {}), '--part', value),
  );
}

/** Whether many are behind it, or a few. */
function crowd(entry) {
  const largest = entry.creators.largest[0]?.share ?? 0;
  return element(
    'p',
    { class: entry.trust < LITTLE_TRUST ? 'wrong' : null },
    `${count(entry.creators.distinct)} ${entry.creators.distinct === 1 ? 'creator' : 'creators'}, the largest ${share(largest)}`,
  );
}

/** What share each platform has in it. */
function shares(platforms) {
  const parts = Object.entries(platforms).sort(([, one], [, other]) => other - one);
  const text = parts.map(([platform, part]) => `${platformName(platform)} ${share(part)}`).join(', ');
  return element(
    'div',
    { class: 'shares', role: 'img', 'aria-label': text, title: text },
    parts.map(([platform, part]) => styled(element('span', { 'data-platform': platform }), '--part', part)),
    element('span', { class: 'largest' }, `${platformName(parts[0]?.[0] ?? '')} ${share(parts[0]?.[1])}`),
  );
}

function showNews(news, heard) {
  replace(
    news,
    heard.length === 0
      ? element(
          'li',
          { class: 'fine' },
          'Nothing yet. Trends that start, peak or end are told here the moment they do.',
        )
      : heard.map((told) => {
          const [sign, word] = NEWS[told.type];
          const { type, id } = subjectParts(told.subject);
          return element(
            'li',
            { class: word },
            element('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
            element(
              'span',
              {},
              element('a', { href: `#/subject/${path(type, id)}` }, subjectName(told.subject)),
              ` ${word} on ${platformName(told.platform)}`,
            ),
            element('time', { class: 'fine', datetime: told.time }, clock(told.time)),
          );
        }),
  );
}
