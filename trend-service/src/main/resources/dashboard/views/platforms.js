// A subject's platforms side by side: by its place among each platform's peers, since a rate of one platform says
// nothing beside a rate of another.

import { element, replace, styled } from '../dom.js';
import { path, trends } from '../service.js';
import { count, duration, platformName, share, times } from '../words.js';

const MEASURES = { growth: 'Growth', engagementRate: 'Engagement' };
const MINUTE = 60_000;

/** Shows the section as soon as there is something to say; nothing is measured of most subjects. */
export async function showPlatforms(section, part, type, id, signal) {
  let across;
  try {
    across = await trends(`cross-platform/${path(type, id)}`, {}, signal);
  } catch (failure) {
    section.hidden = true;
    if (failure.status === 404) {
      return;
    }
    throw failure;
  }
  const measures = Object.entries(MEASURES).filter(([measure]) =>
    across.platforms.some((one) => one[measure] !== null),
  );
  section.hidden = measures.length === 0 && across.leadLag.length === 0;
  replace(
    part,
    element(
      'div',
      { class: 'cards' },
      measures.map(([measure, title]) => ladder(title, measure, across)),
    ),
    element(
      'ul',
      { class: 'plain' },
      across.leadLag.filter((lead) => lead.significant).map(said),
      across.shareOfVoice.map(voice),
    ),
  );
}

/** Where the subject stands on each platform, from the last to the first of its peers. */
function ladder(title, measure, across) {
  return element(
    'article',
    { class: 'sheet' },
    element('h3', {}, title),
    element('p', { class: 'fine' }, across.explained[measure]),
    element(
      'ul',
      { class: 'ladder' },
      across.platforms
        .filter((one) => one[measure] !== null)
        .map((one) => {
          const figure = one[measure];
          const place = `above ${share(figure.percentile)} of ${count(figure.peers)} peers${figure.shrunk ? ', few' : ''}`;
          const value = measure === 'growth' ? times(figure.value, 1) : share(figure.value);
          return element(
            'li',
            {},
            element('strong', {}, platformName(one.platform)),
            element(
              'span',
              { class: 'track', role: 'img', 'aria-label': place },
              styled(element('span', {}), '--part', figure.percentile),
            ),
            element('span', { class: 'fine' }, `${place}; ${value}`),
          );
        }),
    ),
  );
}

function said(lead) {
  const leader = platformName(lead.leader);
  const follower = platformName(lead.follower);
  return element(
    'li',
    {},
    lead.lagMinutes === 0
      ? `${leader} and ${follower} move together.`
      : `${leader} goes ${duration(lead.lagMinutes * MINUTE)} ahead of ${follower} (${lead.metric}, p = ${lead.pValue.toPrecision(1)}).`,
  );
}

function voice(one) {
  return element(
    'li',
    {},
    `${share(one.share)} of all ${one.metric} in `,
    element('a', { href: `#/niches/${path(one.niche)}` }, one.niche),
    ` on ${platformName(one.platform)}.`,
  );
}
