// The reader's key and how they like the page. The key lives as long as the tab does, and never stands in an address.

const KEY = 'groundswell.key';
const SCHEME = 'groundswell.scheme';
const SCHEMES = ['auto', 'light', 'dark'];

export function key() {
  return sessionStorage.getItem(KEY);
}

export function signIn(text) {
  sessionStorage.setItem(KEY, text);
}

export function signOut() {
  sessionStorage.removeItem(KEY);
}

export function scheme() {
  const kept = localStorage.getItem(SCHEME);
  return SCHEMES.includes(kept) ? kept : 'auto';
}

export function nextScheme() {
  const next = SCHEMES[(SCHEMES.indexOf(scheme()) + 1) % SCHEMES.length];
  localStorage.setItem(SCHEME, next);
  applyScheme();
  return next;
}

export function applyScheme() {
  document.documentElement.dataset.scheme = scheme();
}
