// Server-sent events by fetch: EventSource cannot show a key other than in the address. After a break it goes on behind
// the last event that was heard (Last-Event-ID), so nothing is missed.

import { headers, troubleOf } from './service.js';

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
/** The service says that it lives every 15 seconds; who hears nothing for three times as long has lost it. */
const LONGEST_SILENCE = 45_000;

/**
 * Listens until the signal says stop.
 *
 * @param heard is given {id, type, data} for each event
 * @param standing is told `live`, `waiting` or `refused`
 */
export async function listen(address, signal, heard, standing) {
  let last = null;
  let wait = FIRST_WAIT;
  while (!signal.aborted) {
    try {
      const response = await open(address, last, signal);
      standing('live');
      wait = FIRST_WAIT;
      for await (const event of events(response.body)) {
        last = event.id ?? last;
        heard(event);
      }
    } catch (failure) {
      if (failure.isSignedOut) {
        standing('refused');
        return;
      }
    }
    if (!signal.aborted) {
      standing('waiting');
      await pause(wait * (0.75 + Math.random() / 2), signal);
      wait = Math.min(2 * wait, LONGEST_WAIT);
    }
  }
}

async function open(address, last, signal) {
  const resumed = last === null ? {} : { 'Last-Event-ID': last };
  const response = await fetch(address, {
    headers: { ...headers(), ...resumed, Accept: 'text/event-stream' },
    signal,
    cache: 'no-store',
  });
  if (!response.ok) {
    throw await troubleOf(response);
  }
  return response;
}

/** The events in a body, by the rules of the HTML standard (9.2.6), comments left out. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await orSilence(reader);
    if (done) {
      return;
    }
    const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const event = parse(block);
      if (event.data !== '') {
        yield event;
      }
    }
  }
}

function parse(block) {
  const event = { id: null, type: 'message', data: '' };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id') {
      event.id = value;
    } else if (field === 'event') {
      event.type = value;
    } else if (field === 'data') {
      event.data += event.data === '' ? value : `\n${value}`;
    }
  }
  return event;
}

async function orSilence(reader) {
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('silence')), LONGEST_SILENCE);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } catch (failure) {
    reader.cancel().catch(() => {});
    throw failure;
  } finally {
    clearTimeout(timer);
  }
}

function pause(millis, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
