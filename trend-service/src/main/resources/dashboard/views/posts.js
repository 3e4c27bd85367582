// Posts: the latest, or those that say something.

import { postCard } from '../content.js';
import { element, replace } from '../dom.js';
import { record } from '../service.js';
import * as states from '../states.js';

export const name = 'Posts';
export const title = () => 'Posts';

const PAGE = 24;

export function show(main, place, context) {
  const words = place.query.get('q') ?? '';
  const field = element('input', {
    type: 'search',
    id: 'q',
    name: 'q',
    value: words,
    maxlength: 200,
    placeholder: 'Search what posts say',
  });
  const found = element('div', {}, states.waiting('posts'));
  replace(
    main,
    element(
      'div',
      { class: 'heading' },
      element('h1', {}, words ? `Posts about “${words}”` : 'Latest posts'),
      element(
        'form',
        {
          class: 'filters',
          role: 'search',
          submit: (event) => {
            event.preventDefault();
            location.hash = field.value.trim()
              ? `#/posts?${new URLSearchParams({ q: field.value.trim() })}`
              : '#/posts';
          },
        },
        element('label', { class: 'unseen', for: 'q' }, 'Search'),
        field,
        element('button', { type: 'submit' }, 'Search'),
      ),
    ),
    found,
  );
  load(found, words, context);
}

async function load(found, words, context) {
  try {
    const page = await next(words, undefined, context);
    if (page.posts.length === 0) {
      replace(
        found,
        words
          ? states.empty('Nothing found', 'No post says that, nor anything like it.')
          : states.empty('No posts yet', 'They appear here as soon as an event tells of one (post.published).'),
      );
      return;
    }
    const cards = element('div', { class: 'cards' });
    const more = element('p', { class: 'more' });
    replace(
      found,
      page.match === 'fuzzy' && element('p', { class: 'fine' }, 'None says just that; these are similar.'),
      cards,
      more,
    );
    append(cards, more, page, words, context);
  } catch (failure) {
    if (failure.isSignedOut) {
      context.signOut(failure);
    } else if (failure.name !== 'AbortError') {
      replace(
        found,
        states.trouble(failure, () => load(found, words, context)),
      );
    }
  }
}

function append(cards, more, page, words, context) {
  cards.append(...page.posts.map(postCard));
  replace(
    more,
    page.next &&
      element(
        'button',
        {
          type: 'button',
          click: async (event) => {
            event.target.disabled = true;
            try {
              append(cards, more, await next(words, page.next, context), words, context);
            } catch (failure) {
              if (failure.name !== 'AbortError') {
                replace(
                  more,
                  states.trouble(failure, () => append(cards, more, { posts: [], next: page.next }, words, context)),
                );
              }
            }
          },
        },
        'More',
      ),
  );
}

function next(words, cursor, context) {
  return words
    ? record('posts/search', { q: words, limit: PAGE, cursor }, context.signal)
    : record('posts/latest', { limit: PAGE, cursor }, context.signal);
}
