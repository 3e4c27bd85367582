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

/** Puts the children in place of what was there. */
export function replace(parent, ...children) {
  parent.replaceChildren(...present(children));
  return parent;
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
