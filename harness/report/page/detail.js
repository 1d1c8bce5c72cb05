// detail.js: one test, its three layers side by side.

let opened = -1; // the test that is shown
const subtestStep = 200;

async function showDetail(t) {
  const place = document.getElementById('detail');
  const [url, , , , first, rows] = data.tests[t];
  opened = t;
  const name = str(url);
  const divergences = data.divergences.get(t) || [];
  const d = await details(t).catch((error) => ({failed: String(error)}));
  if (opened !== t) {
    return; // another was opened meanwhile
  }
  const tests = list.items.filter((value) => value < 0);
  const at = tests.indexOf(-1 - t);
  const step = (n, label, key) => {
    const to = neighbour(t, n);
    return h('button', {type: 'button', disabled: to < 0, 'aria-keyshortcuts': key, onclick: () => openTest(to, true)}, label);
  };
  const head = h('header', {},
    h('div', {class: 'top'},
      h('button', {type: 'button', id: 'back', 'aria-keyshortcuts': 'Escape', onclick: closeTest}, '← All tests'),
      step(-1, 'Previous', 'k'), step(1, 'Next', 'j'),
      h('span', {class: 'quiet'}, at < 0 ? 'not among the filtered tests' : `${at + 1} of ${count(tests.length, 'filtered test', 'filtered tests')}`)),
    shown(name, 'h1', {}), facts(t, d));
  const one = divergences[0];
  const boxes = [head];
  if (one) {
    boxes.push(divergenceBox(t, one, d));
  }
  const mark = (layer) => (one && layers[one.layer] === layer ? ' first' : '');
  const title = (layer, text) => {
    const own = divergences.find((v) => layers[v.layer] === layer);
    const state = !data.both || d && d.sides !== 3 && !d.failed ? '' : own ? 'differs' : 'alike';
    return h('h3', {}, text, ' ', state ? h('span', {class: own ? 'mark layer' : 'mark same-pass'}, state) : null);
  };
  boxes.push(h('div', {class: 'layers'},
    h('section', {class: `box${mark('subtests')}`, 'aria-label': 'Subtests'}, title('subtests', 'Subtests'), subtestBox(t, first, rows, d, one)),
    h('section', {class: `box wide${mark('wire')}`, 'aria-label': 'Wire'}, title('wire', 'Wire'), layerBody(d, wireBox)),
    h('section', {class: `box${mark('lifecycle')}`, 'aria-label': 'Lifecycle'}, title('lifecycle', 'Lifecycle'), layerBody(d, lifecycleBox))));
  if (d && !d.failed) {
    boxes.push(runsBox(d), sourceBox(d, first), consoleBox(d));
  }
  place.replaceChildren(...boxes.filter(Boolean));
  document.title = `${plain(name)} · Exeunt`;
}

function layerBody(d, draw) {
  if (!d) {
    return h('p', {class: 'quiet'}, 'Left out to keep this file small; the json report has it.');
  }
  if (d.failed) {
    return h('p', {class: 'bad'}, `This part of the file cannot be read: ${d.failed}`);
  }
  return draw(d);
}

function facts(t, d) {
  const parts = [];
  if (d && !d.failed) {
    const time = (ms, side) => (ms > 0 ? `${side} ${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms` : '');
    parts.push(time(d.duration[0], 'engine'), time(d.duration[1], 'Chrome'));
    if (d.missing && d.missing.length > 0) {
      parts.push(`handlers without a Go form: ${d.missing.map(plain).join(', ')}`);
    }
  }
  const line = parts.filter(Boolean).join(' · ');
  const page = d && d.page ? h('p', {}, h('a', {href: `${d.page}#divergence`}, 'Step through it'), h('span', {class: 'quiet'}, ', along the standards’ steps, with the world at each')) : null;
  return h('div', {}, line ? h('p', {class: 'facts'}, line) : null, page, command(data.step + quote(str(data.tests[t][0]))));
}

// quote makes a word for a shell.
function quote(text) {
  return /^[\w./@%+,:=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function command(line) {
  const code = shown(line, 'code');
  const button = h('button', {type: 'button', 'aria-label': `Copy the command ${plain(line)}`, onclick: async () => {
    try {
      await navigator.clipboard.writeText(line);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = 'Selected';
    }
  }}, 'Copy');
  return h('p', {class: 'command'}, h('span', {class: 'quiet'}, 'Its steps, as JSON:'), code, button);
}

// divergenceBox tells the first divergence, and the steps that led the engine there.
function divergenceBox(t, one, d) {
  const side = (i) => (str(i) === '' ? h('span', {class: 'quiet'}, 'nothing like it')
    : [shown(str(i)), cutOf(i) ? ` … (${count(cutOf(i), 'character', 'characters')} more)` : '']);
  const box = h('section', {class: 'box first', id: 'first', tabindex: '-1', 'aria-label': 'First divergence'},
    h('h3', {}, firstTag(), `${layers[one.layer][0].toUpperCase()}${layers[one.layer].slice(1)}`),
    h('dl', {class: 'sides'}, h('dt', {}, 'Engine'), h('dd', {}, side(one.engine)), h('dt', {}, 'Chrome'), h('dd', {}, side(one.chrome))));
  if (d && d.steps) {
    box.append(h('h4', {}, `The standards’ steps that led the engine to this ${d.stepsOf === 'wire' ? 'request' : 'event'}, the outermost first`),
      h('ol', {class: 'steps'}, d.steps.map((f) => h('li', {}, plain(f.algorithm), f.step ? `, step ${plain(f.step)}` : '',
        f.args ? [' ', shown(f.args.join(', '), 'bdi', {class: 'args'})] : null))));
  } else if (layers[one.layer] === 'subtests') {
    box.append(h('p', {class: 'reason'}, 'A script decides what a subtest says; stepping through it shows what led there.'));
  } else if (d && !d.failed && !d.trace && data.engine) {
    box.append(h('p', {class: 'reason'}, 'No steps were recorded; a run with --trace shows those that led here.'));
  } else if (d && d.trace) {
    box.append(h('p', {class: 'reason'}, str(one.engine) === '' ? 'The engine did nothing here, so no step led to it.'
      : 'No recorded step made this: what a page does when it is closed at the end comes after the recording.'));
  }
  return box;
}

function subtestBox(t, first, rows, d, one) {
  const all = [];
  for (let r = first; r < first + rows; r++) {
    all.push(r);
  }
  const isLoud = (r) => data.classes[data.class[r]].loud || data.x[r] !== 0;
  const box = h('div', {});
  const tagged = one && layers[one.layer] === 'subtests' ? all.find((r) => data.classes[data.class[r]].loud && str(data.name[r]) !== '(harness)') : undefined;
  const lot = (rs, place) => {
    let from = 0;
    const more = h('button', {type: 'button'});
    const draw = () => {
      const part = document.createDocumentFragment();
      for (const to = Math.min(rs.length, from + subtestStep); from < to; from++) {
        part.append(subtest(rs[from], rs[from] - first, d, rs[from] === tagged));
      }
      place.insertBefore(part, more);
      more.hidden = from >= rs.length;
      more.textContent = `Show ${Math.min(subtestStep, rs.length - from)} of ${count(rs.length - from, 'subtest', 'subtests')} more`;
    };
    more.addEventListener('click', draw);
    place.append(more);
    draw();
  };
  const loud = all.filter(isLoud);
  const quiet = all.filter((r) => !isLoud(r));
  if (loud.length > 0) {
    lot(loud, box);
  }
  if (quiet.length > 0) {
    const kinds = new Map();
    for (const r of quiet) {
      kinds.set(data.class[r], (kinds.get(data.class[r]) || 0) + 1);
    }
    const fold = h('details', {}, h('summary', {}, Array.from(kinds, ([c, n]) => `${n} ${data.classes[c].name}`).join(', ')));
    if (loud.length === 0) {
      fold.open = true;
      lot(quiet, fold);
    } else {
      fold.addEventListener('toggle', () => lot(quiet, fold), {once: true});
    }
    box.append(fold);
  }
  if (all.length === 0) {
    box.append(h('p', {class: 'quiet'}, 'None.'));
  }
  return box;
}

function subtest(r, row, d, isFirst) {
  const c = data.classes[data.class[r]];
  const full = d && !d.failed && d.full && d.full[row];
  const stacks = d && !d.failed && d.stacks && d.stacks[row];
  const counts = d && !d.failed && d.counts && d.counts[row];
  const why = d && !d.failed && d.why && d.why[row];
  const against = d && !d.failed && d.against ? d.against.filter((a) => a.row === row) : [];
  const whole = (i, at) => {
    if (full && full[at] >= 0) {
      return [textOf(d.s, d.cut, full[at]), (d.cut && d.cut[full[at]]) || 0];
    }
    return [str(i), cutOf(i)];
  };
  const side = (label, status, message, at) => {
    const parts = [statusMark(status)];
    if (counts && counts[at - 1]) {
      parts.push(h('span', {class: 'odd'}, ` varied: ${plain(counts[at - 1])}`));
    }
    if (message >= 0) {
      parts.push(longText(...whole(message, at)));
    }
    if (why && at === 1) {
      for (const i of why) {
        parts.push(h('p', {class: 'reason why'}, 'Why: ', longText(textOf(d.s, d.cut, i), (d.cut && d.cut[i]) || 0)));
      }
    }
    if (stacks && stacks[at - 1] >= 0) {
      const i = stacks[at - 1];
      parts.push(h('details', {}, h('summary', {}, 'Stack'), longText(textOf(d.s, d.cut, i), (d.cut && d.cut[i]) || 0)));
    }
    return [h('dt', {}, label), h('dd', {}, parts)];
  };
  let [name, nameMore] = whole(data.name[r], 0);
  name = name || '(no name)';
  const quiet = !c.loud && !counts && data.x[r] === 0 && data.em[r] < 0 && data.cm[r] < 0;
  const head = h('div', {class: 'head'}, h('span', {class: `mark ${c.name}`}, c.name),
    name.length > 300 || nameMore > 0 ? h('div', {class: 'name'}, longText(name, nameMore)) : shown(name, 'span', {class: 'name'}));
  const reason = data.x[r] > 0 ? data.reasons[data.x[r] - 1] : null;
  return h('div', {class: `subtest${c.loud ? ' loud' : ''}`}, isFirst ? firstTag() : null, head,
    quiet ? null : h('dl', {class: 'sides'}, data.engine ? side('Engine', data.e[r], data.em[r], 1) : null, data.chrome ? side('Chrome', data.c[r], data.cm[r], 2) : null),
    reason ? h('p', {class: 'reason'}, 'Listed: ', shown(reason[0]), ' (', link(reason[1]), ')') : null,
    data.x[r] === -1 ? h('span', {class: 'mark unexpected'}, 'unexpected') : null,
    against.map((a) => h('p', {class: 'reason'}, `Against an expectation for ${plain(a.side)}, which lists ${plain(a.listed)}: `, shown(a.reason), ' (', shown(a.where, 'code'), ')')));
}

// runsBox lists the further runs of a test.
function runsBox(d) {
  if (!d.runs) {
    return null;
  }
  const row = (run) => h('tr', {}, h('th', {scope: 'row'}, plain(run.side)), h('td', {}, run.retry ? 'retry' : 'repeat'),
    h('td', {}, h('span', {class: `status ${run.status}`}, plain(run.status))), h('td', {}, plain(run.counts)),
    h('td', {}, run.message ? longText(run.message, run.more || 0) : null), h('td', {}, run.duration > 0 ? `${Math.round(run.duration)} ms` : ''));
  return h('div', {class: 'boxes'}, h('section', {class: 'box', 'aria-label': 'Further runs'}, h('h3', {}, 'Further runs'),
    h('div', {class: 'scroll'}, h('table', {class: 'runs'}, h('thead', {}, h('tr', {}, ['Side', 'Why', 'Status', 'Subtests', 'Message', 'Time'].map((name) => h('th', {scope: 'col'}, name)))),
      h('tbody', {}, d.runs.map(row))))));
}

// link makes an address that leads outside followable, and no other.
function link(text) {
  return /^https?:\/\/[^\s]+$/.test(text) ? h('a', {href: text, rel: 'noreferrer noopener', target: '_blank'}, plain(text)) : shown(text, 'code');
}

function sourceBox(d, first) {
  const box = h('section', {class: 'box', 'aria-label': 'Source'}, h('h3', {}, shown(d.path)));
  if (d.source < 0) {
    box.append(h('p', {class: 'quiet'}, 'The file’s text is not in this report.'));
    return h('div', {class: 'boxes'}, box);
  }
  const failing = new Map();
  for (const [row, side, line] of d.failing || []) {
    const why = `${side === 0 ? 'engine' : 'Chrome'}: ${str(data.name[first + row])}`;
    failing.set(line, [...(failing.get(line) || []), why]);
  }
  const lines = textOf(d.s, d.cut, d.source).split('\n');
  const items = h('ol', {});
  let target = null;
  lines.forEach((text, n) => {
    const why = failing.get(n + 1);
    const li = h('li', {'data-line': n + 1, class: why ? 'failing' : false}, shown(text.replace(/\r$/, '')),
      why ? h('span', {class: 'why'}, '← fails here: ', plain(why.slice(0, 3).join('; ')), why.length > 3 ? ` and ${why.length - 3} more` : '') : null);
    target = target || (why && li);
    items.append(li);
  });
  const area = h('div', {class: 'source', tabindex: 0, role: 'region', 'aria-label': 'Text of the test'}, items);
  const fold = h('details', {open: failing.size > 0}, h('summary', {}, `${count(lines.length, 'line', 'lines')}${failing.size > 0 ? `, failing at ${Array.from(failing.keys()).sort((a, b) => a - b).slice(0, 20).join(', ')}` : ''}`), area);
  if (d.cut && d.cut[d.source]) {
    fold.append(h('p', {class: 'reason'}, `${count(d.cut[d.source], 'character', 'characters')} more were left out of this file.`));
  }
  box.append(fold);
  if (target) {
    requestAnimationFrame(() => {
      area.scrollTop = target.offsetTop - area.offsetTop - 100;
    });
  }
  return h('div', {class: 'boxes'}, box);
}

function consoleBox(d) {
  if (!d.console) {
    return null;
  }
  const side = (name, lines) => (lines.length === 0 ? null : [h('dt', {}, name), h('dd', {}, lines.slice(0, 500).map((i) => longText(textOf(d.s, d.cut, i), (d.cut && d.cut[i]) || 0)),
    lines.length > 500 ? `${count(lines.length - 500, 'line', 'lines')} more are not shown.` : null)]);
  return h('div', {class: 'boxes'}, h('section', {class: 'box', 'aria-label': 'Console'}, h('h3', {}, 'Console'),
    h('dl', {class: 'sides'}, side('Engine', d.console[0]), side('Chrome', d.console[1]))));
}
