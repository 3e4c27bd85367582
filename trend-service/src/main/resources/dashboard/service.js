// All that is asked of the services, with the reader's key. What metrics-service knows comes by way of this origin,
// under /record.

import * as session from './session.js';

/** An answer that is not what was asked for, in words that a reader can use. */
export class Trouble extends Error {
  constructor(status, slug, detail) {
    super(detail);
    this.status = status;
    this.slug = slug;
  }

  get isSignedOut() {
    return this.status === 401;
  }
}

/** Trends, and what is made of them. */
export function trends(path, parameters, signal) {
  return get(`/v1/${path}`, parameters, signal);
}

/** Series, posts, creators, the books. */
export function record(path, parameters, signal) {
  return get(`/record/v1/${path}`, parameters, signal);
}

/** A path of which the parts are names of anybody's choosing. */
export function path(...segments) {
  return segments.map(encodeURIComponent).join('/');
}

export function headers() {
  return { Authorization: `Bearer ${session.key() ?? ''}` };
}

/** The problem (RFC 9457) in an answer that is not ok. */
export async function troubleOf(response) {
  const problem = await response.json().catch(() => ({}));
  const slug = String(problem.type ?? '')
    .split('/')
    .pop();
  return new Trouble(response.status, slug, problem.detail ?? `The service answered ${response.status}.`);
}

async function get(address, parameters = {}, signal = undefined) {
  const asked = new URLSearchParams(
    Object.entries(parameters).filter(([, value]) => value !== undefined && value !== ''),
  );
  const query = asked.toString();
  let response;
  try {
    response = await fetch(query ? `${address}?${query}` : address, { headers: headers(), signal, cache: 'no-cache' });
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw new Trouble(0, 'unreachable', 'The service cannot be reached.');
  }
  if (!response.ok) {
    throw await troubleOf(response);
  }
  return response.json();
}
