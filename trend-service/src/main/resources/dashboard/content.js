// Posts and creators as cards. What they say of themselves is text of strangers: no picture of theirs is fetched, and
// a link of theirs is followed only when it is https.

import { element } from './dom.js';
import { path } from './service.js';
import { ago, count, platformName } from './words.js';

const MOST_TOTALS = 4;

export function postCard(post) {
  return element(
    'article',
    { class: 'sheet post' },
    element(
      'header',
      {},
      post.creator
        ? creatorCard({ ...post.creator, platform: post.platform })
        : element('span', { class: 'fine' }, platformName(post.platform)),
      element('time', { class: 'ago fine', datetime: post.postedAt }, ago(post.postedAt)),
    ),
    element('p', { class: post.text ? 'text' : 'text fine' }, post.text || 'No text is known.'),
    figures(post.totals, post.growth),
    element(
      'footer',
      {},
      element('a', { href: `#/subject/${path('post', post.id)}` }, 'Its figures'),
      external(post.permalink, `On ${platformName(post.platform)}`),
    ),
  );
}

/** A creator in a line: initials, name, where. */
export function creatorCard(creator) {
  const shown = creator.displayName || creator.username || creator.id;
  return element(
    'a',
    { class: 'creator', href: `#/creators/${path(creator.platform, creator.id)}` },
    element('span', { class: 'initials', 'aria-hidden': 'true' }, initials(shown)),
    element(
      'span',
      {},
      element('strong', {}, shown),
      creator.verified &&
        element('span', { class: 'verified' }, ' ✓', element('span', { class: 'unseen' }, 'verified')),
      element('span', { class: 'fine' }, ` ${platformName(creator.platform)}`),
    ),
  );
}

/** Totals with what they grew by lately. */
export function figures(totals = {}, growth = {}) {
  const greatest = Object.entries(totals)
    .sort(([, one], [, other]) => other - one)
    .slice(0, MOST_TOTALS);
  return (
    greatest.length > 0 &&
    element(
      'dl',
      { class: 'totals' },
      greatest.map(([metric, total]) =>
        element(
          'div',
          {},
          element('dt', {}, metric),
          element(
            'dd',
            {},
            count(total),
            growth[metric] > 0 && element('span', { class: 'growth' }, ` +${count(growth[metric])}`),
          ),
        ),
      ),
    )
  );
}

export function external(address, text) {
  return (
    address?.startsWith('https://') &&
    element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, text)
  );
}

function initials(name) {
  return name
    .split(/[\s_-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0].toUpperCase())
    .join('');
}
