// timeline.js: the lifecycle of each document, drawn.

const laneRow = 21;
const laneLimit = 200; // events drawn of a document
const lanesStep = 40;

function eventName(d, packed) {
  const [name, visibility, , persisted] = packed;
  const kind = d.s[name];
  let out = kind;
  if (persisted) {
    out += ' (persisted)';
  }
  if (kind === 'visibilitychange' || kind === 'pageshow' && d.s[visibility] !== 'visible') {
    out += `: ${d.s[visibility]}`;
  }
  return out;
}

// together aligns two lists of names: pairs of indices, -1 on the side without.
function together(a, b) {
  const width = b.length + 1;
  const best = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i * width + j] = a[i] === b[j] ? best[(i + 1) * width + j + 1] + 1 : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
    }
  }
  const out = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push([i++, j++]);
    } else if (j >= b.length || i < a.length && best[(i + 1) * width + j] >= best[i * width + j + 1]) {
      out.push([i++, -1]);
    } else {
      out.push([-1, j++]);
    }
  }
  return out;
}

// lifecycleBox draws a timeline for every document.
function lifecycleBox(d) {
  const lanes = d.lanes || [];
  const box = h('div', {});
  if (lanes.length === 0) {
    box.append(h('p', {class: 'quiet'}, 'No events were seen.'));
    return box;
  }
  let from = 0;
  const more = h('button', {type: 'button'});
  const draw = () => {
    const to = Math.min(lanes.length, from + lanesStep);
    for (; from < to; from++) {
      box.insertBefore(lane(d, lanes[from]), more);
    }
    more.hidden = from >= lanes.length;
    more.textContent = `Show ${count(lanes.length - from, 'document', 'documents')} more`;
  };
  more.addEventListener('click', draw);
  box.append(h('p', {class: 'reason'}, 'Down the page is the order of arrival; numbers count a side’s events through all documents.'), more);
  draw();
  return box;
}

function lane(d, l) {
  const same = l.flags & sameBit;
  const where = l.frame === '' ? 'page' : `frame ${l.frame}`;
  const head = h('h4', {}, l.flags & firstBit ? firstTag() : null, plain(`${where} · `), shown(short(l.document)),
    l.flags & ignoredBit ? h('span', {class: 'quiet'}, ' (not compared)') : null);
  const ei = (l.engine || []).slice(0, laneLimit);
  const ci = (l.chrome || []).slice(0, laneLimit);
  const left = ei.map((i) => eventName(d, d.el[i]));
  const right = ci.map((i) => eventName(d, d.cl[i]));
  const rows = together(left, right);
  const both = data.both;
  // Engine's axis and Chrome's; with one side only that side's.
  const [xe, xc] = both ? [204, 256] : [204, 204];
  const height = rows.length * laneRow + 26;
  const picture = svg('svg', {viewBox: `0 0 460 ${height}`, width: 460, height, role: 'img',
    'aria-label': plain([data.engine ? `Engine: ${left.join(', ') || 'nothing'}.` : '', data.chrome ? `Chrome: ${right.join(', ') || 'nothing'}.` : ''].join(' ').trim())});
  const axis = (x, n, name, anchor) => picture.append(
    svg('text', {x, y: 13, class: 'quiet', 'text-anchor': anchor}, name),
    n > 0 ? svg('line', {class: 'axis', x1: x, x2: x, y1: 20, y2: height - 4}) : '');
  if (data.engine) {
    axis(xe, left.length, 'engine', both ? 'end' : 'middle');
  }
  if (data.chrome) {
    axis(xc, right.length, 'Chrome', both ? 'start' : 'middle');
  }
  rows.forEach(([e, c], n) => {
    const y = 32 + n * laneRow;
    // A frame's DOMContentLoaded is seen or not as the probe comes in time.
    const name = e >= 0 ? left[e] : right[c];
    const free = same || l.frame !== '' && name === 'DOMContentLoaded';
    const differs = both && !free && (e < 0 || c < 0);
    if (e >= 0 && c >= 0) {
      picture.append(svg('line', {class: 'tie', x1: xe, x2: xc, y1: y, y2: y}));
    }
    const dot = (x, at, event, number, side, anchor) => {
      if (at < 0) {
        if (both && !free) {
          picture.append(svg('circle', {class: 'gap', cx: x, cy: y, r: 5}));
        }
        return;
      }
      picture.append(
        svg('circle', {class: `dot${differs ? ' differs' : l.flags & ignoredBit || free && !same ? ' free' : ''}`, cx: x, cy: y, r: 5},
          svg('title', {}, plain(`${event}; ${d.s[side[number][1]] || 'visibility unknown'}; readyState ${d.s[side[number][2]] || 'unknown'}`))),
        svg('text', {x: anchor === 'end' ? x - 12 : x + 12, y: y + 4, 'text-anchor': anchor, class: differs ? 'differs' : false}, plain(event)),
        svg('text', {x: anchor === 'end' ? 4 : 456, y: y + 4, 'text-anchor': anchor === 'end' ? 'start' : 'end', class: 'quiet'}, String(number + 1)));
    };
    if (data.engine) {
      dot(xe, e, left[e], ei[e], d.el, both ? 'end' : 'start');
    }
    if (data.chrome) {
      dot(xc, c, right[c], ci[c], d.cl, 'start');
    }
  });
  const lost = Math.max(0, (l.engine || []).length - laneLimit) + Math.max(0, (l.chrome || []).length - laneLimit);
  return h('div', {class: 'lane'}, head, picture, lost > 0 ? h('p', {class: 'reason'}, `${count(lost, 'event', 'events')} more are not drawn.`) : null);
}
