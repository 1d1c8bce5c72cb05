// META: title=new Worker()
// https://html.spec.whatwg.org/multipage/workers.html#dom-worker

test(() => assert_throws_js(TypeError, () => new Worker()), "an address is required");
test(() => assert_throws_js(TypeError, () => Worker("x.js")), "so is new");
test(() => assert_throws_dom("SyntaxError", () => new Worker("http://[")), "an address that does not parse");
test(() => assert_throws_js(TypeError, () => new Worker("x.js", {type: "script"})), "an unknown type");
test(() => assert_throws_js(TypeError, () => new Worker("x.js", {type: "module", credentials: "some"})), "unknown credentials");
test(() => assert_throws_js(TypeError, () => new Worker("x.js", 1)), "options that are no object");
test(() => assert_equals(Worker.length, 1), "one required argument");
test(() => {
  const worker = new Worker("data:text/javascript,");
  assert_equals(String(worker), "[object Worker]");
  assert_equals(worker.onmessage, null);
  assert_equals(worker.onerror, null);
  assert_true(worker instanceof EventTarget);
  worker.terminate();
}, "what it makes");
test(() => {
  const asked = [];
  const options = new Proxy({}, {get: (_, name) => { asked.push(name); }});
  new Worker("data:text/javascript,", options).terminate();
  assert_array_equals(asked.filter((name) => ["credentials", "name", "type"].includes(name)), ["credentials", "name", "type"]);
}, "the options are read in order");
