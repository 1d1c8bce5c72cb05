// stepper.js: going through a recording; as engine/stepper does, whose doc.go says what is a stop, inside and outside.
// The test TestSameAsStepper holds the two to each other.

const maxStack = 512;

// A Stepper is a place in a recording. Its moves give the event to go to, or -1 when there is nothing further that way.
class Stepper {
  constructor(recording) {
    this.rec = recording;
    this.at = recording.stops[0] ?? 0;
  }

  stopAfter(i) {
    const {stops} = this.rec;
    return stops[firstAtLeast(stops, i + 1)] ?? -1;
  }

  stopBefore(i) {
    const {stops} = this.rec;
    return stops[firstAtLeast(stops, i) - 1] ?? -1;
  }

  frame() {
    return this.rec.frames[this.rec.frame[this.at]];
  }

  step() {
    return this.stopAfter(this.at);
  }

  back() {
    return this.stopBefore(this.at);
  }

  // A line of a script stands in the frame of the algorithm that runs the script, as deep as functions have called each other there.
  onLine() {
    return this.rec.kind(this.at) === 'i';
  }

  depth(i) {
    return this.rec.kind(i) === 'i' ? (this.rec.script.get(i) || []).length : -1;
  }

  // deeper reports whether stop i is inside of what the line here calls; outside, whether it is neither there nor in its function.
  deeper(i) {
    const id = this.rec.frame[this.at];
    return this.rec.frame[i] !== id ? this.below(this.rec.frame[i], id) : this.depth(i) > this.depth(this.at);
  }

  outside(i) {
    return !this.deeper(i) && (this.rec.frame[i] !== this.rec.frame[this.at] || this.depth(i) < this.depth(this.at));
  }

  forward(fits) {
    const {stops} = this.rec;
    let n = firstAtLeast(stops, this.at + 1);
    while (n < stops.length && !fits(stops[n])) {
      n++;
    }
    return stops[n] ?? -1;
  }

  backward(fits) {
    const {stops} = this.rec;
    let n = firstAtLeast(stops, this.at) - 1;
    while (n >= 0 && !fits(stops[n])) {
      n--;
    }
    return stops[n] ?? -1;
  }

  over() {
    if (this.onLine()) {
      return this.forward((i) => !this.deeper(i));
    }
    const f = this.frame();
    if (!f) {
      return this.step();
    }
    return f.stops[firstAtLeast(f.stops, this.at + 1)] ?? this.outOf(f);
  }

  out() {
    if (this.onLine()) {
      return this.forward((i) => this.outside(i));
    }
    const f = this.frame();
    return f ? this.outOf(f) : this.step();
  }

  // outOf finds the first stop after the end of frame f that is not below it.
  outOf(f) {
    for (let i = Math.max(f.leave - 1, this.at); ;) {
      const next = this.stopAfter(i);
      if (next < 0 || !this.below(this.rec.frame[next], f.id)) {
        return next;
      }
      i = next;
    }
  }

  below(id, ancestor) {
    while (id > ancestor) { // a frame's cause has a smaller number
      const f = this.rec.frames[id];
      if (!f) {
        return false;
      }
      id = f.parent;
    }
    return id === ancestor;
  }

  backOver() {
    if (this.onLine()) {
      return this.backward((i) => !this.deeper(i));
    }
    const f = this.frame();
    if (!f) {
      return this.back();
    }
    return f.stops[firstAtLeast(f.stops, this.at) - 1] ?? this.backOut();
  }

  backOut() {
    if (this.onLine()) {
      return this.backward((i) => this.outside(i));
    }
    const f = this.frame();
    if (!f) {
      return this.back();
    }
    for (let {enter, parent} = f; ;) {
      const p = this.rec.frames[parent];
      if (!p) {
        return this.stopBefore(enter);
      }
      const k = firstAtLeast(p.stops, enter);
      if (k > 0) {
        return p.stops[k - 1];
      }
      ({enter, parent} = p);
    }
  }

  // stack has the algorithms and script functions at event i, innermost first.
  stack(i) {
    const list = [];
    let async = false;
    if (this.rec.kind(i) === 'i') {
      for (const line of this.rec.script.get(i) || []) {
        list.push({script: this.rec.text[line], event: i});
      }
    }
    for (let id = this.rec.frame[i], when = i; list.length < maxStack;) {
      const f = this.rec.frames[id];
      if (!f) {
        return list;
      }
      const k = firstAtLeast(f.stops, when + 1);
      const event = k > 0 ? f.stops[k - 1] : f.enter;
      list.push({algorithm: this.rec.data.algorithms[f.algorithm - 1], step: k > 0 ? this.rec.text[this.rec.step[event]] : '', event,
        args: f.args.map((n) => this.rec.text[n]), async});
      for (const line of this.rec.script.get(f.enter) || []) {
        list.push({script: this.rec.text[line], event: f.enter});
      }
      const p = this.rec.frames[f.parent];
      async = p !== undefined && (p.leave < f.enter || this.taskBetween(p, f.enter));
      id = f.parent;
      when = f.enter;
    }
    return list;
  }

  // taskBetween reports whether a task began after the last stop of p before event i: then what runs at i was queued by p.
  taskBetween(p, i) {
    const k = firstAtLeast(p.stops, i);
    const {tasks} = this.rec;
    return tasks[firstAtLeast(tasks, k > 0 ? p.stops[k - 1] : p.enter)] < i;
  }
}
