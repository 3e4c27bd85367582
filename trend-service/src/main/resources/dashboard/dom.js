// Makes elements. Text becomes text and never markup, so nothing that a sender wrote is ever read as HTML.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param attributes functions listen to the event of their name; false, null and undefined are left out
 * @param children elements, texts, lists of them; null is left out
 */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function drawing(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * Puts the children in place of what was there. Whoever is reading there stays where they are: what is open stays open,
 * scrolled as far, and the link with the focus keeps it.
 */
export function replace(parent, ...children) {
  const reading = parent.isConnected && parent.tagName !== 'MAIN' ? placeOfReading(parent) : null;
  parent.replaceChildren(...present(children));
  reading?.();
  return parent;
}

const OPENS = 'details, .scroll';

function placeOfReading(parent) {
  const before = [...parent.querySelectorAll(OPENS)].map((node) => [node.open, node.scrollLeft, node.scrollTop]);
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const named = focused && nameOf(focused);
  const at = focused && alike(parent, focused).indexOf(focused);
  return () => {
    const now = [...parent.querySelectorAll(OPENS)];
    if (now.length === before.length) {
      now.forEach((node, i) => {
        const [isOpen, left, top] = before[i];
        if (isOpen) {
          node.open = true;
        }
        node.scrollTo(left, top);
      });
    }
    if (focused && !focused.isConnected) {
      alike(parent, focused)
        .filter((node, i) => nameOf(node) === named && (i === at || node.tagName === 'A'))[0]
        ?.focus({ preventScroll: true });
    }
  };
}

function alike(parent, node) {
  return [...parent.querySelectorAll(node.tagName)];
}

/** What makes an element the one that it was: a summary says other figures, and is the same. */
function nameOf(node) {
  return node.getAttribute('href') ?? node.getAttribute('aria-label') ?? (node.tagName === 'SUMMARY' || node.textContent);
}

/** A style that depends on a figure, such as the width of a bar. The policy of the page forbids style attributes, not this. */
export function styled(node, name, value) {
  node.style.setProperty(name, value);
  return node;
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      node.addEventListener(name, value);
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...present(children));
  return node;
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}
