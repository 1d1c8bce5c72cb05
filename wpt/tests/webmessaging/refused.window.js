// META: script=/workers/resources/make.js
// META: title=Messages that cannot be sent, by every way that one can be
// https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializewithtransfer

"use strict";

// Each way takes a message and a list of what to transfer; those that transfer nothing have no use for the list.
const ways = {
  "a window": () => (message, transfer) => window.postMessage(message, "*", transfer),
  "a window with options": () => (message, transfer) => window.postMessage(message, {transfer}),
  "a port": () => {
    const {port1} = new MessageChannel();
    return (message, transfer) => port1.postMessage(message, transfer);
  },
  "a worker": (t) => {
    const worker = work(t, "");
    return (message, transfer) => worker.postMessage(message, transfer);
  },
  "a shared worker's port": (t) => {
    const {port} = new SharedWorker("data:text/javascript,");
    return (message, transfer) => port.postMessage(message, transfer);
  },
  "structuredClone()": () => (message, transfer) => structuredClone(message, {transfer}),
};
const waysWithoutTransfer = {
  "a broadcast channel": (t) => {
    const channel = new BroadcastChannel("refused");
    t.add_cleanup(() => channel.close());
    return (message) => channel.postMessage(message);
  },
  "pushState()": () => (message) => history.pushState(message, ""),
  "replaceState()": () => (message) => history.replaceState(message, ""),
};

const detached = () => {
  const buffer = new ArrayBuffer(4);
  structuredClone(buffer, {transfer: [buffer]});
  return buffer;
};
const detachedView = () => {
  const view = new Uint8Array(4);
  structuredClone(view, {transfer: [view.buffer]});
  return view;
};
const messages = {
  "functions": () => () => 1,
  "symbols": () => Symbol("s"),
  "detached buffers": detached,
  "views of detached buffers": detachedView,
  "elements": () => document.createElement("p"),
  "text nodes": () => document.createTextNode("text"),
  "documents": () => document,
  "windows": () => window,
  "locations": () => location,
  "ports that stay": () => new MessageChannel().port1,
};

for (const [way, prepare] of Object.entries({...ways, ...waysWithoutTransfer})) {
  for (const [name, make] of Object.entries(messages)) {
    test((t) => {
      const send = prepare(t);
      const state = history.state, {length} = history;
      assert_throws_dom("DataCloneError", () => send(make(), []));
      assert_throws_dom("DataCloneError", () => send([{deep: make()}], []));
      assert_equals(history.state, state);
      assert_equals(history.length, length);
    }, `${way} refuses ${name}`);
  }

  test((t) => {
    const send = prepare(t), thrown = {mine: true}, asked = [];
    let caught;
    try {
      send({get a() { asked.push("a"); return 1; }, get b() { throw thrown; }, get c() { asked.push("c"); return 1; }}, []);
    } catch (e) {
      caught = e;
    }
    assert_equals(caught, thrown);
    assert_array_equals(asked, ["a"]);
  }, `what a getter throws comes out of ${way}`);
}

for (const [way, prepare] of Object.entries(ways)) {
  test((t) => {
    const send = prepare(t), thrown = {mine: true};
    const buffer = new ArrayBuffer(4), channel = new MessageChannel();
    let caught;
    try {
      send({buffer, get a() { throw thrown; }}, [buffer, channel.port1]);
    } catch (e) {
      caught = e;
    }
    assert_equals(caught, thrown);
    assert_equals(buffer.byteLength, 4);
    structuredClone(null, {transfer: [channel.port1]}); // which it could not be twice
  }, `a getter that throws keeps ${way} from transferring anything`);

  test((t) => {
    const send = prepare(t);
    const buffer = new ArrayBuffer(4), {port1} = new MessageChannel();
    assert_throws_dom("DataCloneError", () => send(null, [buffer, port1, port1]));
    assert_throws_dom("DataCloneError", () => send(null, [port1, buffer, buffer]));
    assert_equals(buffer.byteLength, 4);
    structuredClone(null, {transfer: [port1]});
  }, `${way} transfers nothing that is listed twice`);

  test((t) => {
    const send = prepare(t);
    const {port1} = new MessageChannel();
    send(null, [port1]);
    assert_throws_dom("DataCloneError", () => send(null, [port1]));
    assert_throws_dom("DataCloneError", () => send(port1, []));
  }, `${way} transfers no port that is gone`);

  test((t) => {
    const send = prepare(t);
    const buffer = new ArrayBuffer(4);
    for (const other of [document.createElement("p"), new Blob([]), {}, () => 1, window]) {
      assert_throws_dom("DataCloneError", () => send(null, [buffer, other]));
    }
    assert_equals(buffer.byteLength, 4);
  }, `${way} transfers nothing beside what cannot be transferred`);

  test((t) => {
    const send = prepare(t);
    const buffer = new ArrayBuffer(4), {port1} = new MessageChannel();
    let caught;
    try {
      send({get a() { structuredClone(null, {transfer: [port1]}); return 1; }}, [buffer, port1]);
    } catch (e) {
      caught = e;
    }
    assert_equals(caught?.name, "DataCloneError");
  }, `${way} transfers no port that a getter has taken away`);
}

promise_test(async () => {
  const {port1, port2} = new MessageChannel();
  assert_throws_dom("DataCloneError", () => port1.postMessage(null, [port1]));
  const arrived = next(port2);
  port2.start();
  port1.postMessage("still there");
  assert_equals((await arrived).data, "still there");
}, "a port that is sent through itself is refused, and works on");

promise_test(async () => {
  const {port1, port2} = new MessageChannel();
  const outer = new MessageChannel();
  outer.port1.postMessage("first", [port2]);
  assert_throws_dom("DataCloneError", () => outer.port1.postMessage("second", [port2]));
  outer.port1.postMessage("third");
  const got = [];
  await new Promise((resolve) => outer.port2.onmessage = (e) => {
    got.push(e.data, e.ports.length);
    if (e.data === "third") resolve();
  });
  assert_array_equals(got, ["first", 1, "third", 0]);
  port1.close();
}, "what was refused does not arrive");

promise_test(async (t) => {
  const channel = new BroadcastChannel("nothing refused"), other = new BroadcastChannel("nothing refused");
  t.add_cleanup(() => { channel.close(); other.close(); });
  assert_throws_dom("DataCloneError", () => channel.postMessage(() => 1));
  channel.postMessage("next");
  assert_equals((await next(other)).data, "next");
}, "nor does it through a broadcast channel");

promise_test(async (t) => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  t.add_cleanup(() => frame.remove());
  const theirs = frame.contentWindow;
  assert_throws_dom("DataCloneError", theirs.DOMException, () => theirs.structuredClone(() => 1));
  assert_throws_dom("DataCloneError", theirs.DOMException, () => theirs.history.pushState(() => 1, ""));
  assert_throws_dom("DataCloneError", theirs.DOMException, () => new theirs.BroadcastChannel("x").postMessage(() => 1));
  assert_throws_dom("DataCloneError", theirs.DOMException, () => new theirs.MessageChannel().port1.postMessage(() => 1));
}, "the exception is of the realm of the function that throws it");
