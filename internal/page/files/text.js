// text.js: elements, and texts of others made safe to look at.

const svgNamespace = 'http://www.w3.org/2000/svg';

// h makes an element: attributes by name, "on…" listeners, then children.
// Children that are strings become text, never markup.
function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(svgNamespace, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  for (const child of children.flat(3)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
  return element;
}

// Characters that are not seen, or that move others: controls, formats (which
// hold the bidirectional ones), lone surrogates, line and paragraph separators.
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const number = (c) => c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
const kept = (c) => c === '\n' || c === '\t';

// Beyond this many characters hidden ones are shown as text, not as elements.
const elementLimit = 20000;

// plain shows hidden characters by their numbers.
function plain(text) {
  return text.replace(hidden, (c) => (kept(c) ? c : `⟨${number(c)}⟩`));
}

// shown is an isolated element with the text in it.
function shown(text, tag = 'bdi', attributes = {}) {
  const out = h(tag, attributes);
  if (text.length > elementLimit) {
    out.append(plain(text));
    return out;
  }
  let last = 0;
  for (const match of text.matchAll(hidden)) {
    if (kept(match[0])) {
      continue;
    }
    out.append(text.slice(last, match.index), h('span', {class: 'esc', title: `U+${number(match[0])}`}, number(match[0])));
    last = match.index + match[0].length;
  }
  out.append(text.slice(last));
  return out;
}

const count = (n, one, many) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

// longText shows the beginning of a text and says exactly what is missing;
// whole gives the rest if this file has it, more how many characters it lacks.
const textStart = 3000;
function longText(text, more, attributes = {class: 'text'}) {
  const out = h('div', {});
  let start = text.slice(0, textStart);
  if (/[\ud800-\udbff]$/.test(start)) {
    start = text.slice(0, textStart + 1);
  }
  const rest = text.length - start.length;
  out.append(shown(start, 'pre', attributes));
  if (rest > 0) {
    const restCount = Array.from(text.slice(start.length)).length;
    out.append(h('button', {type: 'button', onclick: (event) => {
      out.firstChild.replaceWith(shown(text, 'pre', {...attributes, tabindex: 0}));
      event.target.remove();
    }}, `Show ${count(restCount, 'character', 'characters')} more`));
  }
  if (more > 0) {
    out.append(h('p', {class: 'reason'}, `${count(more, 'character', 'characters')} more were left out of this file.`));
  }
  return out;
}
