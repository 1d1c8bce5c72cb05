// expression.js: expressions about the recorded state, without a server: of expr-lang what conditions and watches use. What is not
// understood here may be by the server; see live.js. docs/stepping.md has the names.

class SyntaxProblem extends Error {}

const tokenForm = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_$][\w$]*)|(\?\.|\?\?|==|!=|<=|>=|&&|\|\||\*\*|[-+*/%<>!?:.,()[\]{}#]))/y;

function tokens(text) {
  const list = [];
  tokenForm.lastIndex = 0;
  while (text.slice(tokenForm.lastIndex).trim() !== '') {
    const at = tokenForm.lastIndex;
    const m = tokenForm.exec(text);
    if (m === null) {
      throw new SyntaxProblem(`${text}: not understood from ${JSON.stringify(text.slice(at).trim().slice(0, 20))} on`);
    }
    const [, number, string, name, sign] = m;
    list.push(number !== undefined ? {kind: 'number', value: Number(number)} : string !== undefined ? {kind: 'string', value: unquote(string)}
      : name !== undefined ? {kind: 'name', value: name} : {kind: 'sign', value: sign});
  }
  return list;
}

const unquote = (text) => text.slice(1, -1).replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|.)/gs, (_, c) => ({n: '\n', t: '\t', r: '\r'}[c]
  ?? (c.length > 1 ? String.fromCharCode(parseInt(c.slice(1), 16)) : c)));

const wants = (ok, what) => {
  if (!ok) {
    throw new TypeError(what);
  }
};
const isNumber = (v) => typeof v === 'number';
const isText = (v) => typeof v === 'string';
const both = (is, a, b, what) => wants(is(a) && is(b), what);
const comparable = (a, b, sign) => wants(isNumber(a) && isNumber(b) || isText(a) && isText(b), `${sign} compares numbers, or texts`);
const equal = (a, b) => a === b || typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b);
const has = (list, v) => {
  if (Array.isArray(list)) {
    return list.some((item) => equal(item, v));
  }
  wants(list !== null && typeof list === 'object', '"in" looks into a list or an object');
  return Object.hasOwn(list, v);
};

// Binary operators: how tightly they bind, and what they do.
const operators = {
  '??': [1, (a, b) => a ?? b],
  '||': [2], 'or': [2], '&&': [3], 'and': [3], // these do not always look at their right side
  '==': [4, equal], '!=': [4, (a, b) => !equal(a, b)],
  '<': [5, (a, b) => (comparable(a, b, '<'), a < b)], '>': [5, (a, b) => (comparable(a, b, '>'), a > b)],
  '<=': [5, (a, b) => (comparable(a, b, '<='), a <= b)], '>=': [5, (a, b) => (comparable(a, b, '>='), a >= b)],
  'in': [5, (a, b) => has(b, a)],
  'contains': [5, (a, b) => (both(isText, a, b, 'contains is for texts'), a.includes(b))],
  'startsWith': [5, (a, b) => (both(isText, a, b, 'startsWith is for texts'), a.startsWith(b))],
  'endsWith': [5, (a, b) => (both(isText, a, b, 'endsWith is for texts'), a.endsWith(b))],
  'matches': [5, (a, b) => (both(isText, a, b, 'matches is for texts'), new RegExp(b).test(a))],
  '+': [7, (a, b) => (wants(isNumber(a) && isNumber(b) || isText(a) && isText(b), '+ adds numbers, or texts'), a + b)],
  '-': [7, (a, b) => (both(isNumber, a, b, '- is for numbers'), a - b)],
  '*': [8, (a, b) => (both(isNumber, a, b, '* is for numbers'), a * b)], '/': [8, (a, b) => (both(isNumber, a, b, '/ is for numbers'), a / b)],
  '%': [8, (a, b) => (both(isNumber, a, b, '% is for numbers'), a % b)],
};

// Functions of a list and a condition about each of its items.
const overLists = {
  any: (list, f) => list.some(f), all: (list, f) => list.every(f), none: (list, f) => !list.some(f), count: (list, f) => list.filter(f).length,
  filter: (list, f) => list.filter(f), map: (list, f) => list.map(f), find: (list, f) => list.find(f) ?? null,
};

// A parser makes of an expression a function of a scope: {name: (name) => value, item}.
class Parser {
  constructor(text, names) {
    this.text = text;
    this.list = tokens(text);
    this.at = 0;
    this.names = names;
  }

  peek(...values) {
    const t = this.list[this.at];
    return t !== undefined && t.kind !== 'string' && values.includes(t.value);
  }

  take(...values) {
    return this.peek(...values) ? this.list[this.at++].value : undefined;
  }

  expect(value) {
    if (this.take(value) === undefined) {
      throw new SyntaxProblem(`${this.text}: ${JSON.stringify(value)} is missing`);
    }
  }

  whole() {
    const f = this.choice();
    if (this.at < this.list.length) {
      throw new SyntaxProblem(`${this.text}: not understood from ${JSON.stringify(String(this.list[this.at].value))} on`);
    }
    return f;
  }

  choice() {
    const condition = this.binary(1);
    if (this.take('?') === undefined) {
      return condition;
    }
    const yes = this.choice();
    this.expect(':');
    const no = this.choice();
    return (s) => (truth(condition(s), '?') ? yes(s) : no(s));
  }

  binary(least) {
    let left = this.unary();
    for (;;) {
      const negated = this.peek('not') && this.list[this.at + 1]?.value in operators;
      const sign = this.list[this.at + (negated ? 1 : 0)];
      const known = sign !== undefined && (sign.kind === 'sign' || sign.kind === 'name') && Object.hasOwn(operators, sign.value) ? operators[sign.value] : undefined;
      if (known === undefined || known[0] < least) {
        return left;
      }
      this.at += negated ? 2 : 1;
      const a = left;
      const b = this.binary(known[0] + 1);
      const f = operation(sign.value, known[1], a, b);
      left = negated ? (s) => !f(s) : f;
    }
  }

  unary() {
    if (this.take('!', 'not') !== undefined) {
      const f = this.unary();
      return (s) => !truth(f(s), 'not');
    }
    if (this.take('-') !== undefined) {
      const f = this.unary();
      return (s) => {
        const v = f(s);
        wants(isNumber(v), '- is for numbers');
        return -v;
      };
    }
    return this.members(this.primary());
  }

  // members are what follows a value: .name ?.name [index]
  members(value) {
    let f = value;
    for (;;) {
      const sign = this.take('.', '?.', '[');
      if (sign === undefined) {
        return f;
      }
      const of = f;
      if (sign === '[') {
        const index = this.choice();
        this.expect(']');
        f = (s) => member(of(s), index(s), false);
      } else {
        const name = this.word();
        f = (s) => member(of(s), name, sign === '?.');
      }
    }
  }

  word() {
    const t = this.list[this.at++];
    if (t === undefined || t.kind !== 'name') {
      throw new SyntaxProblem(`${this.text}: a name is missing`);
    }
    return t.value;
  }

  primary() {
    if (this.peek('.')) {
      this.at++;
      const name = this.word();
      return (s) => member(s.item, name, false);
    }
    if (this.take('#') !== undefined) {
      return (s) => s.item;
    }
    if (this.take('(') !== undefined) {
      const f = this.choice();
      this.expect(')');
      return f;
    }
    if (this.take('[') !== undefined) {
      const items = this.items(']');
      return (s) => items.map((f) => f(s));
    }
    const t = this.list[this.at++];
    if (t === undefined || t.kind === 'sign') {
      throw new SyntaxProblem(`${this.text}: ${t === undefined ? 'something is missing at the end' : `${JSON.stringify(t.value)} is not understood here`}`);
    }
    return t.kind === 'name' ? this.name(t.value) : () => t.value;
  }

  items(end) {
    const list = [];
    while (this.take(end) === undefined) {
      if (list.length > 0) {
        this.expect(',');
      }
      list.push(this.choice());
    }
    return list;
  }

  name(name) {
    const constants = {true: true, false: false, nil: null};
    if (Object.hasOwn(constants, name)) {
      return () => constants[name];
    }
    if (this.take('(') !== undefined) {
      return this.call(name);
    }
    if (!this.names.includes(name)) {
      throw new SyntaxProblem(`${this.text}: unknown name ${JSON.stringify(name)}; ${nearest(name, this.names)}`);
    }
    return (s) => s.name(name);
  }

  call(name) {
    if (Object.hasOwn(overLists, name)) {
      const list = this.choice();
      this.expect(',');
      const braces = this.take('{') !== undefined;
      const f = this.choice();
      if (braces) {
        this.expect('}');
      }
      this.expect(')');
      return (s) => {
        const of = list(s);
        wants(Array.isArray(of), `${name} is for lists`);
        return overLists[name](of, (item) => {
          const v = f({...s, item});
          return name === 'map' ? v : truth(v, name);
        });
      };
    }
    if (name !== 'len') {
      throw new SyntaxProblem(`${this.text}: the function ${name} is not understood here`);
    }
    const [of] = this.items(')');
    return (s) => {
      const v = of(s);
      wants(v !== null && v !== undefined && !isNumber(v), 'len is for texts and lists');
      return isText(v) ? Array.from(v).length : Object.keys(v).length;
    };
  }
}

function truth(v, what) {
  wants(typeof v === 'boolean', `${what} wants a condition`);
  return v;
}

function operation(sign, f, a, b) {
  switch (sign) {
    case '&&': case 'and': return (s) => truth(a(s), sign) && truth(b(s), sign);
    case '||': case 'or': return (s) => truth(a(s), sign) || truth(b(s), sign);
    case '??': return (s) => a(s) ?? b(s);
    default: return (s) => f(a(s), b(s));
  }
}

function member(of, key, optional) {
  if (of === null || of === undefined) {
    wants(optional, `nothing has no ${JSON.stringify(key)}`);
    return null;
  }
  wants(typeof of === 'object', `${JSON.stringify(of)} has no ${JSON.stringify(key)}`);
  if (Array.isArray(of)) {
    wants(Number.isInteger(key) && key >= -of.length && key < of.length, `the list has no ${JSON.stringify(key)}`);
    return of.at(key);
  }
  return Object.hasOwn(of, key) ? of[key] : null;
}

const expressionNames = ['algorithm', 'standard', 'step', 'kind', 'summary', 'time', 'event', 'args', 'frame', 'document', 'navigable', 'state', 'deferred', 'quota',
  'hits', 'documents', 'navigables', 'history', 'queue', 'timers', 'cookies', 'workers', 'storage', 'items'];

// valueOf is what a name means at event i.
function valueOf(rec, i, name) {
  const state = rec.state(i);
  const key = rec.text[rec.document[i]];
  const a = rec.algorithmOf(i);
  const all = (prefix) => keysOf(state, prefix).map((k) => state.get(k));
  const document = () => (state.has(key) ? {...state.get(key), key} : {url: ''});
  switch (name) {
    case 'algorithm': return a ? a.name : '';
    case 'standard': return a ? a.standard : '';
    case 'step': return rec.text[rec.step[i]];
    case 'kind': return letters[rec.kind(i)];
    case 'summary': return a ? rec.text[(a.steps.find(([n]) => n === rec.step[i]) || [0, 0])[1]] : '';
    case 'time': return rec.time[i];
    case 'event': return i;
    case 'args': return rec.args(i);
    case 'frame': return rec.frame[i];
    case 'document': return document();
    case 'navigable': {
      const id = document().navigable;
      const n = state.get(`navigable/${id}`);
      return n === undefined ? {} : {...n, id};
    }
    case 'state': return all('deferred/').findLast((r) => r.document === key)?.state ?? '';
    case 'deferred': return all('deferred/');
    case 'quota': return (key.startsWith('document/') ? state.get(key.replace('document/', 'quota/'))?.left : undefined) ?? null;
    case 'documents': return all('document/');
    case 'navigables': return all('navigable/');
    case 'history': return all('history/');
    case 'workers': return all('worker/');
    case 'storage': return all('storage/');
    case 'items': return all('item/');
    default: return state.get(name) ?? [];
  }
}

// compile gives a function of an event, and of how often the line of a breakpoint was come to: the expression's value there.
function compile(rec, text) {
  if (text.trim() === '') {
    throw new Error('the expression is empty; as in document.url endsWith "/x.html" && state == "pending"');
  }
  const f = new Parser(text, expressionNames).whole();
  return (i, hits = 0) => f({name: (name) => (name === 'hits' ? hits : valueOf(rec, i, name)), item: null}) ?? null;
}

function tried(f, i, hits) {
  try {
    return f(i, hits);
  } catch {
    return null;
  }
}

// condition is compile for what is to be true or false. What its values are is seen at the first and the last stop.
function condition(rec, text) {
  const f = compile(rec, text);
  for (const i of [rec.stops[0], rec.stops.at(-1)]) {
    const v = i === undefined ? null : tried(f, i);
    if (v !== null && typeof v !== 'boolean') {
      const shownValue = Array.from(JSON.stringify(v));
      throw new Error(`${text} is no condition: at event ${i} it is ${shownValue.slice(0, 60).join('')}${shownValue.length > 60 ? '…' : ''}`);
    }
  }
  return f;
}

// conditionHits are the stops at which a condition holds, watchHits those at which a value is another than at the stop before.
function conditionHits(rec, text) {
  const f = condition(rec, text);
  return rec.stops.filter((i) => tried(f, i) === true);
}

function watchHits(rec, text) {
  const f = compile(rec, text);
  let last = JSON.stringify(tried(f, 0));
  return rec.stops.filter((i) => {
    const before = last;
    last = JSON.stringify(tried(f, i));
    return before !== last;
  });
}
