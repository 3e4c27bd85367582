// The page: who reads, which view the address names, and what is heard live.

import { element, replace } from './dom.js';
import * as session from './session.js';
import { listen } from './stream.js';
import { ago, subjectName } from './words.js';
import { trends, Trouble } from './service.js';
import * as signin from './views/signin.js';
import * as board from './views/board.js';
import * as creators from './views/creators.js';
import * as niches from './views/niches.js';
import * as pipeline from './views/pipeline.js';
import * as posts from './views/posts.js';
import * as subject from './views/subject.js';

/** By the first word of the address. Those with a name stand in the navigation. */
const VIEWS = { trends: board, subject, niches, posts, creators, pipeline };
const FIRST = 'trends';

const HEARD = { 'trend.started': 'started', 'trend.peaked': 'has peaked', 'trend.ended': 'has ended' };

/** Events of the stream, as they are heard; views listen to it, and get what was heard before from `heard`. */
const live = new EventTarget();
live.heard = [];
live.standing = 'waiting';
const MOST_REMEMBERED = 20;

const content = document.getElementById('content');
let leaving = new AbortController();
let listening = null;

function place() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [view, ...parts] = path.split('/').map(decodeURIComponent);
  return { view: view in VIEWS ? view : FIRST, parts, query: new URLSearchParams(query) };
}

function go() {
  leaving.abort();
  leaving = new AbortController();
  if (session.key() === null) {
    stopListening();
    header(null);
    signin.show(content, enter);
    document.title = 'Sign in – Groundswell';
    return;
  }
  startListening();
  const here = place();
  header(here.view);
  const view = VIEWS[here.view];
  document.title = `${view.title(here)} – Groundswell`;
  content.className = here.view;
  view.show(content, here, { live, signal: leaving.signal, signOut });
}

/** Tries the key before it is kept. */
async function enter(key) {
  session.signIn(key);
  try {
    await trends('trends', { limit: 1 });
  } catch (failure) {
    session.signOut();
    throw failure;
  }
  go();
}

function signOut(reason) {
  session.signOut();
  live.heard.length = 0;
  go();
  if (reason instanceof Trouble) {
    signin.explain(content, 'The key is not valid any more.');
  }
}

function startListening() {
  if (listening === null) {
    listening = new AbortController();
    listen('/v1/trends/stream', listening.signal, heard, standing);
  }
}

function stopListening() {
  listening?.abort();
  listening = null;
}

function heard(event) {
  const told = JSON.parse(event.data);
  if (!(told.type in HEARD)) {
    return;
  }
  live.heard.unshift(told);
  live.heard.length = Math.min(live.heard.length, MOST_REMEMBERED);
  document.getElementById('news').textContent = `${subjectName(told.subject)} ${HEARD[told.type]}`;
  live.dispatchEvent(new CustomEvent('heard', { detail: told }));
}

function standing(now) {
  live.standing = now;
  if (now === 'refused') {
    signOut(new Trouble(401, 'unauthorized', ''));
    return;
  }
  showStanding();
}

function showStanding() {
  const sign = document.getElementById('standing');
  if (sign !== null) {
    sign.className = live.standing;
    sign.textContent = live.standing === 'live' ? 'live' : 'connecting …';
  }
}

function header(current) {
  const links =
    current === null
      ? []
      : Object.entries(VIEWS)
          .filter(([, view]) => view.name)
          .map(([word, view]) =>
            element(
              'li',
              {},
              element('a', { href: `#/${word}`, 'aria-current': word === current ? 'page' : null }, view.name),
            ),
          );
  replace(
    document.getElementById('top'),
    element(
      'a',
      { class: 'brand', href: '#/' },
      element('img', { src: 'page/wave.svg', alt: '', width: 28, height: 28 }),
      'Groundswell',
    ),
    current !== null && element('nav', { 'aria-label': 'Views' }, element('ul', {}, links)),
    element(
      'div',
      { class: 'tools' },
      current !== null && element('span', { id: 'standing', role: 'status' }),
      schemeButton(),
      current !== null && element('button', { type: 'button', class: 'quiet', click: () => signOut() }, 'Sign out'),
    ),
  );
  showStanding();
}

function schemeButton() {
  const words = { auto: ['◐', 'as the system'], light: ['☀', 'light'], dark: ['☾', 'dark'] };
  const button = element('button', { type: 'button', class: 'quiet scheme' });
  const tell = (scheme) => {
    button.textContent = words[scheme][0];
    button.setAttribute('aria-label', `Colours: ${words[scheme][1]}`);
    button.title = `Colours: ${words[scheme][1]}`;
  };
  tell(session.scheme());
  button.addEventListener('click', () => {
    tell(session.nextScheme());
    document.dispatchEvent(new Event('scheme'));
  });
  return button;
}

// What says how long ago something was goes on saying so.
setInterval(() => {
  for (const time of document.querySelectorAll('time.ago')) {
    time.textContent = ago(time.dateTime);
  }
}, 10_000);

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  content.focus();
});
addEventListener('hashchange', () => {
  go();
  content.focus({ preventScroll: true });
  scrollTo(0, 0);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
  document.dispatchEvent(new Event('scheme')),
);
session.applyScheme();
go();
