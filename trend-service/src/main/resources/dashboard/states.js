// What stands where figures are not: waiting, nothing, trouble.

import { element } from './dom.js';

export function waiting(what) {
  return element('p', { class: 'state waiting', role: 'status' }, `Loading ${what} …`);
}

/** Nothing is there, and why, and what to do about it. */
export function empty(title, detail) {
  return element('div', { class: 'state empty' }, element('strong', {}, title), element('p', {}, detail));
}

const TITLES = {
  record_unavailable: 'The record is away',
  unreachable: 'Not connected',
  forbidden: 'This key may not read that',
  not_found: 'This service does not know that',
  database_unavailable: 'The database is away',
};

/** @param again tries once more */
export function trouble(failure, again) {
  return element(
    'div',
    { class: 'state trouble', role: 'alert' },
    element('strong', {}, TITLES[failure.slug] ?? 'That did not work'),
    element('p', {}, failure.message),
    again && element('button', { type: 'button', click: again }, 'Try again'),
  );
}
