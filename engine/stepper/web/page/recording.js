// recording.js: a recording, its frames, and the world at each of its events; as engine/recording and engine/stepper have it.

const letters = {e: 'enter', s: 'step', t: 'todo', a: 'adhoc', v: 'violation', l: 'leave', q: 'queue', k: 'task', m: 'mark', i: 'line'};
const stepKinds = new Set(['s', 't', 'a', 'v']);
const keyframeEvery = 512;

// A Recording is what the page's data says of a run; see data.go for its form.
class Recording {
  constructor(data) {
    this.data = data;
    this.length = data.kind.length;
    this.text = data.s;
    this.frame = Int32Array.from(data.frame);
    this.algorithm = Int32Array.from(data.algorithm);
    this.step = Int32Array.from(data.step);
    this.note = Int32Array.from(data.note);
    this.document = Int32Array.from(data.document);
    this.time = new Float64Array(this.length); // milliseconds
    let now = 0;
    data.time.forEach((d, i) => {
      now += d;
      this.time[i] = now / 1000;
    });
    this.script = new Map(data.script.map(([i, ...lines]) => [i, lines]));
    this.lines = new Map(data.lines);
    this.changes = new Map(data.changes.map(([i, ...list]) => [i, list]));
    this.makeFrames();
    this.makeKeyframes();
  }

  kind(i) {
    return this.data.kind[i];
  }

  // makeFrames finds where each activation of an algorithm begins and ends, and its stops.
  makeFrames() {
    this.frames = []; // by number
    this.stops = [];
    this.enters = [];
    this.tasks = []; // events at which one begins
    let entered = 0;
    for (let i = 0; i < this.length; i++) {
      const kind = this.kind(i);
      const id = this.frame[i];
      if (kind === 'e') {
        const [parent, ...args] = this.data.enter[entered++];
        const p = this.frames[parent];
        const depth = p && p.leave === this.length && p.task === this.tasks.length ? p.depth + 1 : 0;
        this.frames[id] = {id, enter: i, leave: this.length, parent, args, algorithm: this.algorithm[i], stops: [], depth, task: this.tasks.length};
        this.enters.push(i);
      } else if (kind === 'k') {
        this.tasks.push(i);
      } else if (kind === 'i') {
        this.stops.push(i);
      }
      const f = kind === 'q' || kind === 'k' || kind === 'm' ? undefined : this.frames[id];
      if (f) {
        f.task = this.tasks.length;
        if (kind === 'l') {
          f.leave = i;
        } else if (stepKinds.has(kind)) {
          f.stops.push(i);
          this.stops.push(i);
        }
      }
    }
  }

  // makeKeyframes keeps a whole set of references every so many events. What does not change is the same object in all of them.
  makeKeyframes() {
    this.keyframes = [];
    const state = new Map();
    for (let i = 0; i < this.length; i++) {
      if (i % keyframeEvery === 0) {
        this.keyframes.push(new Map(state));
      }
      this.apply(state, i);
    }
    this.last = {at: -1, state: null};
  }

  apply(state, i) {
    const list = this.changes.get(i);
    if (list === undefined) {
      return;
    }
    for (let n = 0; n < list.length; n += 2) {
      const key = this.text[list[n]];
      if (list[n + 1] < 0) {
        state.delete(key);
      } else {
        state.set(key, this.data.v[list[n + 1]]);
      }
    }
  }

  // state is the world as it was at event i: for a step, as it was when the step was about to run. It is not to be changed, and
  // lasts until state is called again.
  state(i) {
    if (this.last.at === i) {
      return this.last.state;
    }
    const k = Math.floor(i / keyframeEvery);
    let from = k * keyframeEvery;
    let state;
    if (this.last.at >= from && this.last.at < i) {
      ({state} = this.last);
      from = this.last.at + 1;
    } else {
      state = new Map(this.keyframes[k]);
    }
    for (let j = from; j <= i; j++) {
      this.apply(state, j);
    }
    this.last = {at: i, state};
    return state;
  }

  algorithmOf(i) {
    return this.data.algorithms[this.algorithm[i] - 1];
  }

  // nameAt is what stands at event i: an algorithm's name, or a line of a script.
  nameAt(i) {
    const a = this.algorithmOf(i);
    if (this.kind(i) === 'i') {
      return `script ${this.text[this.note[i]].replace(/^.*\//s, '')}`;
    }
    return a ? this.name(a) : letters[this.kind(i)];
  }

  name(algorithm) {
    return `${algorithm.standard}: ${algorithm.name}`;
  }

  args(i) {
    const f = this.frames[this.frame[i]];
    return f ? f.args.map((n) => this.text[n]) : [];
  }

  // summary says in a few words what happens at event i.
  summary(i) {
    const a = this.algorithmOf(i);
    const number = this.step[i];
    const st = a && number !== 0 && a.steps.find(([n]) => n === number);
    const text = st ? this.text[st[1]] : '';
    const note = this.text[this.note[i]];
    switch (this.kind(i)) {
      case 't': return `not implemented: ${text}`.trim();
      case 'a': return `no step of the standard: ${note}`;
      case 'v': return `the assertion does not hold: ${text}`.trim();
      case 'e': return `begins: ${this.args(i).join(', ')}`;
      case 'l': return 'ends';
      case 'q': return `a task is queued: ${note}`;
      case 'k': return `a task begins: ${note}`;
      case 'm': return note;
      case 'i': return this.text[this.lines.get(i)];
      default: return text || '(no summary)';
    }
  }
}

// keysOf are the keys that begin with prefix, by their numbers.
function keysOf(state, prefix) {
  return Array.from(state.keys()).filter((key) => key.length > prefix.length && key.startsWith(prefix))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0));
}

// firstAtLeast is the place of the first number of a sorted list that is not less than n.
function firstAtLeast(list, n) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < n) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
