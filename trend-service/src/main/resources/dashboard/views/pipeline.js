// The pipeline: what comes in, how fresh it is, whether the books close, what was set aside, and how long partitions
// last.

import { chart } from '../chart.js';
import { element, replace } from '../dom.js';
import { refresh } from '../refresh.js';
import { record, trends } from '../service.js';
import * as states from '../states.js';
import { ago, count, duration, exactly, moment } from '../words.js';

export const name = 'Pipeline';
export const title = () => 'Pipeline';

const EVERY = 5_000;
const MINUTE = 60_000;
const MINUTES = 60;
const DAY = 86_400_000;
const MOST_SOURCES = 12;

export function show(main, place, context) {
  const parts = Object.fromEntries(
    ['tiles', 'rates', 'books', 'capacity', 'sources', 'quarantine'].map((part) => [
      part,
      element('div', { class: part }, states.waiting(part)),
    ]),
  );
  const room = section('Room left', parts.capacity);
  room.hidden = true;
  replace(
    main,
    element('div', { class: 'heading' }, element('h1', {}, 'Pipeline')),
    parts.tiles,
    section('What comes in', parts.rates),
    section('The books', parts.books),
    room,
    section('Who sends', parts.sources),
    section('Set aside', parts.quarantine),
  );
  drawRates(parts, context);
  keep(room, context, (_, there) => showCapacity(room, parts.capacity, there));
  keep(parts.sources, context, showSources);
  keep(parts.quarantine, context, showQuarantine);
}

function section(title, part) {
  return element('section', {}, element('h2', {}, title), part);
}

/** Each part for itself: one that cannot be had does not take the others along. */
function keep(part, context, look) {
  const round = refresh(
    EVERY,
    context.signal,
    () => look(part, context),
    (failure) => {
      if (failure.isSignedOut) {
        context.signOut(failure);
      } else {
        replace(
          part,
          states.trouble(failure, () => round()),
        );
      }
    },
  );
}

function drawRates(parts, context) {
  const sheet = element('div', { class: 'sheet chart' });
  const round = refresh(
    EVERY,
    context.signal,
    async () => {
      const to = Math.ceil(Date.now() / MINUTE) * MINUTE;
      const range = { from: new Date(to - MINUTES * MINUTE).toISOString(), to: new Date(to).toISOString() };
      const minutes = await record('accounting', { ...range, by: 'minute' }, context.signal);
      const through = await countedThrough(minutes, context.signal);
      if (!parts.rates.contains(sheet)) {
        replace(parts.rates, sheet);
      }
      showRates(sheet, minutes, to, context.signal);
      showBooks(parts.books, minutes);
      showTiles(parts.tiles, minutes, to, through);
    },
    (failure) => {
      if (failure.isSignedOut) {
        context.signOut(failure);
      } else {
        replace(
          parts.tiles,
          states.trouble(failure, () => round()),
        );
        replace(parts.rates);
        replace(parts.books);
      }
    },
  );
}

function perMinute(minutes, to, name) {
  const sums = new Array(MINUTES).fill(0);
  for (const line of minutes.lines) {
    const index = MINUTES - (to - Date.parse(line.minute)) / MINUTE;
    if (index >= 0 && index < MINUTES) {
      sums[index] += line.counts[name] ?? 0;
    }
  }
  return sums;
}

/** Up to when everything is counted: of the slowest partition where the key may see them, else what the board says. */
async function countedThrough(minutes, signal) {
  if (!minutes.partitions) {
    return (await trends('trends', { window: '1h', limit: 1 }, signal)).completeThrough;
  }
  return (
    minutes.partitions
      .map((partition) => partition.watermark)
      .filter(Boolean)
      .sort()[0] ?? null
  );
}

function showRates(sheet, minutes, to, signal) {
  const stored = perMinute(minutes, to, 'stored');
  const aside = perMinute(minutes, to, 'quarantined').map((value, i) => value + perMinute(minutes, to, 'rejected')[i]);
  chart(
    sheet,
    {
      times: stored.map((_, i) => (to - (MINUTES - i) * MINUTE) / 1000),
      lines: [
        { label: 'stored a minute', values: stored, colour: '--accent', area: true, steps: true },
        { label: 'rejected or set aside', values: aside, colour: '--rise', steps: true },
      ],
      until: to / 1000,
      openFrom: (to - MINUTE) / 1000,
      summary: `Events of the last hour by minute: ${exactly(stored.reduce((sum, value) => sum + value, 0))} stored.`,
    },
    signal,
  );
}

function showTiles(part, minutes, to, through) {
  const stored = perMinute(minutes, to, 'stored');
  const lately = stored.slice(-6, -1).reduce((sum, value) => sum + value, 0) / 5 / 60;
  replace(
    part,
    tile('Events a second', count(lately), 'stored, over the last five minutes'),
    tile(
      'Books',
      minutes.balanced ? 'closed' : 'open',
      minutes.balanced ? 'every event is accounted for' : 'something is on its way, or missing',
      minutes.balanced ? 'good' : 'wrong',
    ),
    through !== null &&
      tile(
        'Stored up to',
        duration(Date.now() - Date.parse(through)),
        minutes.partitions ? 'behind now, the slowest partition' : 'behind now, where all is counted',
      ),
  );
}

function tile(title, value, detail, mood = '') {
  return element(
    'div',
    { class: `sheet tile ${mood}` },
    element('p', { class: 'fine' }, title),
    element('strong', {}, value),
    element('p', { class: 'fine' }, detail),
  );
}

/** accepted + replayed = stored + duplicate + quarantined + outstanding, as bars of one length. */
function showBooks(part, minutes) {
  const totals = minutes.totals;
  const term = (word, value) =>
    element(
      'span',
      { class: `term ${word}` },
      element('strong', {}, exactly(value)),
      element('span', { class: 'fine' }, word),
    );
  const sign = (text) => element('span', { class: 'sign' }, text);
  replace(
    part,
    element(
      'div',
      { class: 'sheet' },
      element(
        'p',
        { class: 'equation' },
        term('accepted', totals.accepted),
        sign('+'),
        term('replayed', totals.replayed),
        sign('='),
        term('stored', totals.stored),
        sign('+'),
        term('duplicate', totals.duplicate),
        sign('+'),
        term('quarantined', totals.quarantined),
        sign('+'),
        term('outstanding', totals.outstanding),
      ),
      element(
        'p',
        { class: 'fine' },
        `The last hour. ${exactly(totals.rejected)} events were rejected at the door, with a reason each.`,
      ),
    ),
    minutes.partitions && partitions(minutes.partitions),
  );
}

function partitions(all) {
  const read = (partition) => partition.nextOffset - partition.startOffset + (partition.former ?? 0);
  const busy = all.filter((partition) => read(partition) > 0);
  const balanced = all.every((partition) => partition.balanced);
  return element(
    'details',
    { class: 'figures' },
    element(
      'summary',
      {},
      `${all.length} partitions, ${balanced ? 'all of which balance' : 'not all of which balance'}`,
    ),
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Partitions' },
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ['Consumer', 'Partition', 'Read', 'Stored', 'Duplicate', 'Quarantined', 'Skipped', 'Up to'].map((word) =>
              element('th', { scope: 'col' }, word),
            ),
          ),
        ),
        element(
          'tbody',
          {},
          busy.map((one) =>
            element(
              'tr',
              { class: one.balanced ? null : 'wrong' },
              element('th', { scope: 'row' }, one.consumer),
              element('td', {}, `${one.topic} ${one.partition}`),
              [read(one), one.stored, one.duplicate, one.quarantined, one.skipped].map((value) =>
                element('td', {}, exactly(value)),
              ),
              element('td', {}, one.watermark ? moment(one.watermark) : '–'),
            ),
          ),
        ),
      ),
    ),
  );
}

/** For operators: what could come in, and how far partitions are made. Others are told nothing of it. */
async function showCapacity(room, part, context) {
  if (room.dataset.refused) {
    return;
  }
  try {
    const capacity = await record('capacity', {}, context.signal);
    const made = capacity.next.find((action) => action.action === 'make');
    room.hidden = false;
    replace(
      part,
      element(
        'div',
        { class: 'tiles' },
        made &&
          tile('Partitions', `${days(made.day)} d`, `ahead; the tables of ${made.day} are made ${moment(made.at)}`),
        tile(
          'Could be stored',
          `${capacity.events.sustainableIs === 'at_least' ? '≥ ' : ''}${count(capacity.events.sustainable)}`,
          `events a second, ${count(capacity.events.storing)} are`,
        ),
        tile(
          'Behind',
          exactly(capacity.backlog.records),
          capacity.backlog.secondsToCatchUp
            ? `records, caught up in ${duration(capacity.backlog.secondsToCatchUp * 1000)}`
            : 'records',
        ),
        capacity.disk.daysLeft !== undefined && tile('Disk', `${capacity.disk.daysLeft} d`, 'left at the present rate'),
      ),
      element(
        'ul',
        { class: 'plain' },
        capacity.words.map((words) => element('li', {}, words)),
      ),
    );
  } catch (failure) {
    room.hidden = true;
    if (failure.status === 403 || failure.status === 404) {
      room.dataset.refused = failure.status;
    } else {
      throw failure;
    }
  }
}

function days(date) {
  return Math.round((Date.parse(date) - Date.now()) / DAY);
}

async function showSources(part, context) {
  const { sources } = await record('sources', { limit: MOST_SOURCES }, context.signal);
  replace(
    part,
    sources.length === 0
      ? states.empty('Nobody', 'No event has come in yet. docs/walk-through.md sends the first.')
      : element(
          'div',
          { class: 'sheet scroll', tabindex: '0', role: 'region', 'aria-label': 'Sources' },
          element(
            'table',
            {},
            element(
              'thead',
              {},
              element(
                'tr',
                {},
                ['Source', 'Events', 'Latest', 'Clock'].map((word) => element('th', { scope: 'col' }, word)),
              ),
            ),
            element(
              'tbody',
              {},
              sources.map((source) =>
                element(
                  'tr',
                  {},
                  element('th', { scope: 'row' }, source.source),
                  element('td', {}, exactly(source.events)),
                  element('td', {}, ago(source.latest)),
                  element(
                    'td',
                    { class: source.clock.warning ? 'wrong' : null },
                    source.clock.warning
                      ? `${source.clock.warning} by ${duration(Math.abs(source.clock.least ?? 0))}`
                      : 'right',
                  ),
                ),
              ),
            ),
          ),
        ),
  );
}

async function showQuarantine(part, context) {
  const { records, next } = await record('quarantine', { state: 'held', limit: 50 }, context.signal);
  const reasons = Object.entries(Object.groupBy(records, (held) => held.reason));
  replace(
    part,
    records.length === 0
      ? states.empty('Nothing is held', 'Every record could be stored.')
      : element(
          'div',
          { class: 'sheet scroll', tabindex: '0', role: 'region', 'aria-label': 'Quarantine' },
          element(
            'table',
            {},
            element(
              'thead',
              {},
              element(
                'tr',
                {},
                ['Reason', 'Records', 'Latest', 'For instance'].map((word) => element('th', { scope: 'col' }, word)),
              ),
            ),
            element(
              'tbody',
              {},
              reasons.map(([reason, held]) =>
                element(
                  'tr',
                  {},
                  element('th', { scope: 'row' }, reason),
                  element('td', {}, `${held.length}${next ? '+' : ''}`),
                  element('td', {}, ago(held[0].quarantinedAt)),
                  element('td', { class: 'fine' }, held[0].detail),
                ),
              ),
            ),
          ),
        ),
  );
}
