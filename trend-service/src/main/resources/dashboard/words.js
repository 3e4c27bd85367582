// Figures and names as people read them.

const COMPACT = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const WHOLE = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const FINE = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 });
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const MOMENT = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Below so much a number of times says nothing. */
const LEAST_USUAL = 0.05;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 1,204 as `1.2K`, 0.37 as `0.37`. */
export function count(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }
  return Math.abs(value) < 10 ? FINE.format(value) : COMPACT.format(value);
}

/** 1204 as `1,204`. */
export function exactly(value) {
  return value === null || value === undefined ? '–' : WHOLE.format(value);
}

/** 96 where 8 are usual as `×12`; where none is, `new`. */
export function times(observed, expected) {
  const factor = observed / expected;
  return expected < LEAST_USUAL ? 'new' : `×${factor < 10 ? factor.toFixed(1) : COMPACT.format(Math.round(factor))}`;
}

/** 0.123 as `12 %`; a little is not nothing. */
export function share(value) {
  if (!Number.isFinite(value)) {
    return '–';
  }
  const percent = 100 * value;
  return percent > 0 && percent < 1 ? '<1 %' : `${Math.round(percent)} %`;
}

export function clock(time) {
  return CLOCK.format(new Date(time));
}

export function moment(time) {
  return MOMENT.format(new Date(time));
}

/** How long, in one unit: `4 min`. */
export function duration(millis) {
  if (millis < MINUTE) {
    return `${Math.max(0, Math.round(millis / 1000))} s`;
  }
  if (millis < HOUR) {
    return `${Math.round(millis / MINUTE)} min`;
  }
  return millis < 2 * DAY ? `${Math.round(millis / HOUR)} h` : `${Math.round(millis / DAY)} d`;
}

export function ago(time, now = Date.now()) {
  const passed = now - new Date(time).getTime();
  return passed < 5_000 ? 'just now' : `${duration(passed)} ago`;
}

/** `hashtag/gardening` as `#gardening`; others by their id. */
export function subjectName(subject) {
  const { type, id } = subjectParts(subject);
  return type === 'hashtag' ? `#${id}` : type === 'ticker' ? `$${id}` : id;
}

export function subjectParts(subject) {
  const slash = subject.indexOf('/');
  return { type: subject.slice(0, slash), id: subject.slice(slash + 1) };
}

const PLATFORMS = { x: 'X', tiktok: 'TikTok', instagram: 'Instagram', youtube: 'YouTube', sora: 'Sora', web: 'Web' };

export function platformName(slug) {
  return PLATFORMS[slug] ?? slug;
}

const DIRECTIONS = { rising: 'rising', steady: 'steady', falling: 'falling' };

export function direction(slug) {
  return DIRECTIONS[slug] ?? slug;
}
