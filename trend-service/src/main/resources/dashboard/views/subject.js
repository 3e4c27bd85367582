// One subject: what was counted against what is usual, why it stands out, and who talks about it.

import { chart } from '../chart.js';
import { element, replace, styled } from '../dom.js';
import { creatorCard, postCard } from '../content.js';
import { showInsights } from '../insights.js';
import { refresh } from '../refresh.js';
import { path, record, trends } from '../service.js';
import { showPlatforms } from './platforms.js';
import * as states from '../states.js';
import { ago, count, direction, platformName, share, subjectName, times } from '../words.js';

export const title = (place) => subjectName(`${place.parts[0]}/${place.parts[1]}`);

const EVERY = 10_000;
const BUCKET = 300;
/** Of each range the window that is asked for, and how much of it is shown, in seconds. */
const RANGES = { '6h': ['6 hours', '24h', 21_600], '24h': ['A day', '24h', 86_400], '7d': ['A week', '7d', 604_800] };
const MOST_POSTS = 8;
const MOST_INSIGHTS = 5;
const BEFELL = { silent: 'the platform is silent', redefined: 'the metric counts something else' };
const STANDING_IN = { '1h': 'the last hour', '24h': 'the last day', '7d': 'the last week' };

export function show(main, place, context) {
  const [type, id] = place.parts;
  const asked = {
    range: place.query.get('range') in RANGES ? place.query.get('range') : '6h',
    series: place.query.get('series'),
  };
  const heading = element('div', { class: 'heading' });
  const figure = element('div', { class: 'sheet chart' }, states.waiting('the series'));
  const why = element('div', { class: 'cards' });
  const across = element('div');
  const platforms = element(
    'section',
    { 'aria-labelledby': 'across', hidden: true },
    element('h2', { id: 'across' }, 'Across platforms'),
    across,
  );
  const sentences = element('ul', { class: 'news sheet' });
  const insights = element(
    'section',
    { 'aria-labelledby': 'short', hidden: true },
    element('h2', { id: 'short' }, 'In short'),
    sentences,
  );
  const content = element('div', {}, states.waiting('posts'));
  replace(
    main,
    heading,
    figure,
    insights,
    element('section', { 'aria-labelledby': 'why' }, element('h2', { id: 'why' }, 'Why it stands out'), why),
    platforms,
    element('section', { 'aria-labelledby': 'talk' }, element('h2', { id: 'talk' }, 'Who talks about it'), content),
  );
  showHeading(heading, place, asked, []);

  refresh(
    EVERY,
    context.signal,
    () => showPlatforms(platforms, across, type, id, context.signal),
    () => {},
  );
  refresh(
    EVERY,
    context.signal,
    () => showInsights(insights, sentences, { subject: `${type}/${id}`, limit: MOST_INSIGHTS }, false, context.signal),
    () => {},
  );
  let isContentAsked = false;
  const askContent = (platforms) => {
    if (!isContentAsked) {
      isContentAsked = true;
      showContent(content, type, id, platforms, context);
    }
  };
  const round = refresh(
    EVERY,
    context.signal,
    async () => {
      const history = await trends(`trends/${path(type, id)}`, { window: RANGES[asked.range][1] }, context.signal);
      const series = chosen(history, asked.series);
      showHeading(heading, place, asked, history.series, series);
      await showChart(figure, type, id, history, series, RANGES[asked.range][2], context);
      showWhy(why, history);
      askContent([...new Set(history.series.map((one) => one.platform))]);
    },
    (failure) => {
      askContent([]);
      if (failure.isSignedOut) {
        context.signOut(failure);
      } else if (failure.slug === 'unknown_series') {
        replace(figure, states.empty('Nothing was counted', 'No event of the last four weeks names this subject.'));
      } else {
        replace(
          figure,
          states.trouble(failure, () => round()),
        );
      }
    },
  );
}

/** The series that was asked for; else the one that stands out most; else the one with most in it. */
function chosen(history, name) {
  const best = (series) => Math.max(0, ...series.standing.map((standing) => standing.trend.score));
  const total = (series) => series.scores.reduce((sum, score) => sum + score.value, 0);
  return (
    history.series.find((series) => `${series.platform}.${series.metric}` === name) ??
    [...history.series].sort((one, other) => best(other) - best(one) || total(other) - total(one))[0]
  );
}

function showHeading(heading, place, asked, all, current) {
  if (heading.contains(document.activeElement)) {
    return;
  }
  const [type, id] = place.parts;
  const to = (change) =>
    `#/subject/${path(type, id)}?${new URLSearchParams(
      Object.entries({ ...asked, ...change }).filter(([, value]) => value),
    )}`;
  replace(
    heading,
    element('div', {}, element('p', { class: 'fine' }, type), element('h1', {}, subjectName(`${type}/${id}`))),
    element(
      'div',
      { class: 'filters' },
      element(
        'div',
        { class: 'segments', role: 'group', 'aria-label': 'Range' },
        Object.entries(RANGES).map(([range, [word]]) =>
          element('a', { href: to({ range }), 'aria-current': range === asked.range ? 'true' : null }, word),
        ),
      ),
      all.length > 1 &&
        element(
          'label',
          {},
          element('span', { class: 'unseen' }, 'Series'),
          element(
            'select',
            {
              change: (event) => {
                location.hash = to({ series: event.target.value });
              },
            },
            all.map((series) =>
              element(
                'option',
                { value: `${series.platform}.${series.metric}`, selected: series === current },
                `${series.metric} on ${platformName(series.platform)}`,
              ),
            ),
          ),
        ),
    ),
  );
}

async function showChart(figure, type, id, history, series, seconds, context) {
  const judged = byBucket(history, series, seconds);
  const open = await openBuckets(type, id, history, series, context.signal);
  const times_ = [...judged.times, ...open.times];
  const none = open.times.map(() => null);
  const label = series.metric;
  const bursts = spans(series, times_[0], (times_.at(-1) ?? 0) + BUCKET);
  const total = judged.values.reduce((sum, value) => sum + value, 0);
  chart(
    figure,
    {
      times: times_,
      lines: [
        { label, values: [...judged.values, ...open.values], colour: '--accent', area: true },
        { label: 'usual', values: [...judged.expected, ...none], colour: '--expected', dashed: true },
      ],
      band: judged.expected.some((value) => value !== null)
        ? { low: [...judged.low, ...none], high: [...judged.high, ...none], label: 'usual range' }
        : null,
      bursts,
      unjudged: unjudged(series, (times_.at(-1) ?? 0) + BUCKET),
      until: (times_.at(-1) ?? 0) + BUCKET,
      openFrom: open.times[0],
      summary:
        `${label} of ${subjectName(`${type}/${id}`)} on ${platformName(series.platform)}, every five minutes: ` +
        `${count(total)} in all, ${bursts.length === 0 ? 'no burst' : bursts.length === 1 ? 'one burst' : `${bursts.length} bursts`}.`,
    },
    context.signal,
  );
}

/** What befell the whole platform or metric, of which no subject can be told. */
function unjudged(series, last) {
  return series.disturbances.map(({ kind, since, until }) => ({
    from: Date.parse(since) / 1000,
    to: until === null ? last : Date.parse(until) / 1000,
    label: BEFELL[kind] ?? kind,
  }));
}

/** One value for every bucket; those that are not listed were empty, but for those of a silent platform. */
function byBucket(history, series, seconds) {
  const known = new Map(series.scores.map((score) => [Date.parse(score.at) / 1000, score]));
  const until =
    history.completeThrough === null
      ? Math.max(0, ...known.keys()) + BUCKET
      : Date.parse(history.completeThrough) / 1000;
  const columns = { times: [], values: [], expected: [], low: [], high: [] };
  const silent = unjudged(
    { disturbances: series.disturbances.filter((one) => one.kind === 'silent') },
    until,
  );
  let usual = null;
  const from = Math.max(Date.parse(history.from) / 1000, until - seconds);
  for (let time = from; time < until; time += BUCKET) {
    const score = known.get(time);
    usual = score?.usual ?? usual;
    const spread = 2 * (score?.spread ?? 0);
    const isSilent = silent.some((one) => one.from <= time && time < one.to);
    columns.times.push(time);
    columns.values.push(score?.value ?? (isSilent ? null : 0));
    columns.expected.push(usual);
    columns.low.push(usual === null ? null : Math.max(0, usual - spread));
    columns.high.push(usual === null ? null : usual + spread);
  }
  return columns;
}

/** What is counted by now in the buckets that are not complete: of the record, where it can be asked. */
async function openBuckets(type, id, history, series, signal) {
  if (history.completeThrough === null) {
    return { times: [], values: [] };
  }
  const now = new Date(Math.ceil(Date.now() / 1000 / BUCKET) * BUCKET * 1000);
  try {
    const answer = await record(
      `series/${path(type, id, series.metric)}`,
      { from: history.completeThrough, to: now.toISOString(), bucket: '5m', platform: series.platform, kind: 'delta' },
      signal,
    );
    return {
      times: answer.points.map((point) => Date.parse(point.from) / 1000),
      values: answer.points.map((point) => point.value ?? 0),
    };
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    return { times: [], values: [] };
  }
}

async function unlessUnknown(answer, otherwise) {
  try {
    return await answer;
  } catch (failure) {
    if (failure.status === 404) {
      return otherwise;
    }
    throw failure;
  }
}

/** From each start to the peak that ended the rise. One that began in a bucket that is not complete counts already. */
function spans(series, first, last) {
  const spans = [];
  let from = null;
  for (const change of series.states) {
    const at = Date.parse(change.at) / 1000;
    if (change.state === 'started') {
      from = at;
    } else if (from !== null || spans.length === 0) {
      spans.push({ from: from ?? first, to: at, label: 'in a burst' });
      from = null;
    }
  }
  const risen = series.standing.map((one) => one.trend).find((trend) => trend.phase === 'risen');
  from ??= risen && spans.length === 0 ? Math.max(first, Date.parse(risen.since) / 1000) : null;
  if (from !== null) {
    spans.push({ from, to: last, label: 'in a burst' });
  }
  return spans;
}

function showWhy(why, history) {
  const standing = history.series
    .flatMap((series) => series.standing.map((one) => ({ ...one, series })))
    .sort((one, other) => other.trend.score - one.trend.score);
  replace(
    why,
    standing.length === 0
      ? states.empty('It does not', 'Its figures are within what is usual for it.')
      : standing
          .slice(0, 6)
          .map(({ window, trend }) =>
            element(
              'article',
              { class: 'sheet' },
              element('h3', {}, `${times(trend.observed, trend.expected)} on ${platformName(trend.platform)}`),
              element(
                'p',
                {},
                `${count(trend.observed)} ${trend.metric} in ${trend.over}, where ${count(trend.expected)} are usual.`,
              ),
              element(
                'dl',
                {},
                fact('In', STANDING_IN[window]),
                fact('Since', `${ago(trend.since)}${trend.daysTrending > 1 ? `, day ${trend.daysTrending}` : ''}`),
                fact('Confidence', part(trend.confidence)),
                fact('Direction', `${direction(trend.direction)} (${share(trend.directionConfidence)} sure)`),
                fact('Methods', methods(trend.methods, history.explained)),
                trend.rejudged && fact('Judged anew', `${ago(trend.rejudged.at)}, since events came late`),
              ),
            ),
          ),
  );
}

function fact(name, value) {
  return [element('dt', {}, name), element('dd', {}, value)];
}

function part(value) {
  return element(
    'span',
    { class: 'part' },
    element('span', { class: 'meter', 'aria-hidden': 'true' }, styled(element('span', {}), '--part', value)),
    share(value),
  );
}

function methods(slugs, explained) {
  return slugs.length === 0
    ? 'none'
    : slugs.map((slug) => element('abbr', { title: explained[slug] ?? '', tabindex: '0' }, slug));
}

async function showContent(content, type, id, platforms, context) {
  try {
    const posts = await postsAbout(type, id, platforms, context.signal);
    if (posts.length === 0) {
      replace(content, states.empty('No posts', 'No post that is known names it.'));
      return;
    }
    const reach = (post) => Math.max(0, ...Object.values(post.totals ?? {}));
    const best = [...posts].sort((one, other) => reach(other) - reach(one));
    const creators = new Map(best.filter((post) => post.creator).map((post) => [post.creator.id, post]));
    replace(
      content,
      element(
        'div',
        { class: 'cards' },
        best.slice(0, MOST_POSTS).map((post) => postCard(post)),
      ),
      creators.size > 0 && element('h2', {}, 'Their creators'),
      element(
        'ul',
        { class: 'people' },
        [...creators.values()]
          .slice(0, MOST_POSTS)
          .map((post) => element('li', {}, creatorCard({ ...post.creator, platform: post.platform }))),
      ),
    );
  } catch (failure) {
    if (failure.name !== 'AbortError') {
      replace(
        content,
        states.trouble(failure, () => showContent(content, type, id, platforms, context)),
      );
    }
  }
}

async function postsAbout(type, id, platforms, signal) {
  if (type === 'post') {
    const found = await Promise.all(
      platforms.map((platform) => unlessUnknown(record(`posts/${path(platform, id)}`, {}, signal), null)),
    );
    return found.filter((post) => post !== null);
  }
  if (type === 'creator') {
    const found = await Promise.all(
      platforms.map((platform) =>
        unlessUnknown(record(`creators/${path(id)}/posts`, { platform, limit: 50 }, signal), { posts: [] }),
      ),
    );
    return found.flatMap((page) => page.posts);
  }
  return (await record('posts/search', { q: id, match: 'words', limit: 50 }, signal)).posts;
}
