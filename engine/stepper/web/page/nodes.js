// nodes.js: parts of the page that outlive a move. Building them anew costs little; their style, layout and paint cost most of a frame.

// Nodes keeps what a pane shows. As long as what a part is made of is the same, it is the same node, with its focus and what is open in it.
class Nodes {
  constructor() {
    this.now = new Map(); // by key: {parts, node}
    this.last = new Map();
  }

  // begin forgets what the last drawing did not use.
  begin() {
    this.last = this.now;
    this.now = new Map();
  }

  // node gives the part of that key, made anew where what it is made of is not the same.
  node(key, parts, make) {
    let kept = this.now.get(key) ?? this.last.get(key);
    if (kept === undefined || kept.parts.length !== parts.length || kept.parts.some((part, n) => part !== parts[n])) {
      kept = {parts, node: make()};
    }
    this.now.set(key, kept);
    return kept.node;
  }

  // list gives an element of that key with those children.
  list(key, make, children) {
    const element = this.node(key, [], make);
    arrange(element, children.flat(3).filter(Boolean));
    return element;
  }
}

// arrange makes children the children of an element, and touches no more of them than it has to.
function arrange(element, children) {
  const wanted = new Set(children);
  let at = element.firstChild;
  for (const child of wanted) {
    while (at !== null && !wanted.has(at)) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
    if (at !== null && at !== child && at.nextSibling === child) { // one was taken out from between
      const later = at;
      at = child;
      later.remove();
    }
    if (at === child) {
      at = at.nextSibling;
    } else {
      element.insertBefore(child, at);
    }
  }
  while (at !== null) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

// addTo adds to a list of a map of lists.
function addTo(lists, key, item) {
  if (lists.has(key)) {
    lists.get(key).push(item);
  } else {
    lists.set(key, [item]);
  }
}
