// META: timeout=long
// How window.open() reads its features: noopener tells what a name and a value are.
"use strict";

const url = "resources/close-self.html";

for (const features of [
  "noopener", "NoOpener", " noopener", "=noopener", ",,noopener", "\tnoopener\n", "noopener=", "noopener=1", "noopener=yes", "noopener=YES", "noopener=true",
  "noopener=2", "noopener=-1", "noopener=1.5", "noopener = yes", "noopener==1", "noopener,=0", "noopener 0", "a=b noopener", "noreferrer", "noreferrer=1",
])
  test(() => assert_equals(open(url, "", features), null), `${JSON.stringify(features)} leaves no opener`);

for (const features of ["noopener=0", "noopener=no", "noopener=false", "noopener=x", "-noopener", "noopenerx", "no opener", "no,opener", "noreferrer=0"])
  test(t => {
    const w = open(url, "", features);
    t.add_cleanup(() => w.close());
    assert_not_equals(w, null);
    assert_equals(w.opener, window);
  }, `${JSON.stringify(features)} leaves the opener`);

test(t => {
  const w = open("about:blank", "", "noopener=1,noopener=0");
  t.add_cleanup(() => w.close());
  assert_not_equals(w, null);
}, "the last value of a name counts");
test(() => assert_throws_dom("SyntaxError", () => open("http://test:test/")), "a URL that does not parse");
test(() => assert_throws_js(TypeError, () => open(Symbol())), "a URL that is no string");
test(() => {
  const order = [];
  const say = (name, value) => ({ toString() { order.push(name); return value; } });
  open(say("url", url), say("target", "_blank"), say("features", "noopener"));
  assert_array_equals(order, ["url", "target", "features"]);
}, "arguments are converted in order");
test(() => assert_equals(open.length, 0), "no argument is required");
