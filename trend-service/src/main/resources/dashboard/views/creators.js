// Creators: those who are ahead, and one of them with their posts.

import { creatorCard, external, figures, postCard } from '../content.js';
import { element, replace } from '../dom.js';
import { path, record } from '../service.js';
import * as states from '../states.js';
import { ago, count, exactly, platformName } from '../words.js';

export const name = 'Creators';
export const title = (place) => place.parts[1] ?? 'Creators';

const RANKINGS = { followers: 'Followers', posts: 'Posts', likes: 'Likes', views: 'Views' };
const MOST = 30;

export function show(main, place, context) {
  const shown = element('div', {}, states.waiting('creators'));
  const load =
    place.parts.length === 2
      ? () => one(main, shown, place.parts, context)
      : () => ranking(main, shown, place, context);
  const attempt = async () => {
    try {
      await load();
    } catch (failure) {
      if (failure.isSignedOut) {
        context.signOut(failure);
      } else if (failure.slug === 'unknown_creator') {
        replace(shown, states.empty('Not known', 'No event told of this creator.'));
      } else if (failure.name !== 'AbortError') {
        replace(shown, states.trouble(failure, attempt));
      }
    }
  };
  attempt();
}

async function ranking(main, shown, place, context) {
  const by = place.query.get('by') in RANKINGS ? place.query.get('by') : 'followers';
  replace(
    main,
    element(
      'div',
      { class: 'heading' },
      element('h1', {}, 'Creators'),
      element(
        'div',
        { class: 'segments', role: 'group', 'aria-label': 'By' },
        Object.entries(RANKINGS).map(([slug, word]) =>
          element('a', { href: `#/creators?by=${slug}`, 'aria-current': slug === by ? 'true' : null }, word),
        ),
      ),
    ),
    shown,
  );
  const { creators } = await record('creators/top', { by, limit: MOST }, context.signal);
  replace(
    shown,
    creators.length === 0
      ? states.empty(
          'No creators yet',
          'They appear here as soon as an event tells of one (post.published, creator.updated).',
        )
      : element(
          'ol',
          { class: 'ranking' },
          creators.map((creator, i) =>
            element(
              'li',
              { class: 'sheet' },
              element('span', { class: 'rank', 'aria-hidden': 'true' }, i + 1),
              creatorCard(creator),
              element('strong', {}, count(value(creator, by))),
              element('span', { class: 'fine' }, RANKINGS[by].toLowerCase()),
            ),
          ),
        ),
  );
}

function value(creator, by) {
  return by === 'followers'
    ? (creator.followerCount ?? creator.totals?.followers)
    : by === 'posts'
      ? creator.posts
      : (creator.growth?.[by] ?? creator.totals?.[by]);
}

async function one(main, shown, [platform, id], context) {
  replace(main, element('div', { class: 'heading' }, element('h1', {}, id)), shown);
  const creator = await record(`creators/${path(id)}`, { platform }, context.signal);
  const { posts } = await record(`creators/${path(id)}/posts`, { platform, limit: 24 }, context.signal);
  replace(
    main,
    element(
      'div',
      { class: 'heading' },
      element(
        'div',
        {},
        element('p', { class: 'fine' }, `creator on ${platformName(platform)}`),
        element('h1', {}, creator.displayName || creator.username || id),
      ),
    ),
    element(
      'div',
      { class: 'sheet profile' },
      element(
        'p',
        {},
        `${exactly(creator.followerCount ?? creator.totals.followers)} followers · ${exactly(creator.posts)} posts known` +
          ` · first seen ${ago(creator.firstSeen)}`,
      ),
      figures(creator.totals, creator.growth),
      element(
        'p',
        { class: 'links' },
        element('a', { href: `#/subject/${path('creator', id)}` }, 'Figures over time'),
        external(creator.permalink, `On ${platformName(platform)}`),
      ),
    ),
    element('h2', {}, 'Posts'),
    posts.length === 0
      ? states.empty('No posts', 'None of their posts is known.')
      : element('div', { class: 'cards' }, posts.map(postCard)),
  );
}
