// Keeps a view up to date while somebody looks at it.

/**
 * Calls `look` now and then again and again, never twice at once, not while the tab is hidden, until the signal says
 * stop.
 *
 * @param every milliseconds between the end of a look and the next
 * @param look gives a promise
 * @param failed is told what went wrong; the looks go on
 * @return looks at once
 */
export function refresh(every, signal, look, failed) {
  let timer;
  let isLooking = false;
  const round = async () => {
    clearTimeout(timer);
    if (isLooking || signal.aborted) {
      return;
    }
    isLooking = true;
    try {
      if (!document.hidden) {
        await look();
      }
    } catch (failure) {
      if (!signal.aborted) {
        failed(failure);
      }
    }
    isLooking = false;
    if (!signal.aborted) {
      timer = setTimeout(round, every);
    }
  };
  document.addEventListener('visibilitychange', round, { signal });
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  round();
  return round;
}
