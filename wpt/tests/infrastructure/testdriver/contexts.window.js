// META: title=testdriver in frames and windows without testharness.js
// META: script=/resources/testdriver.js
// META: script=/resources/testdriver-vendor.js
// META: script=/common/get-host-info.sub.js

// said collects what the page with a name says, until it is done.
function said(name) {
  return new Promise((resolve, reject) => {
    const all = [];
    addEventListener("message", function listen({ data }) {
      if (!data || data.from !== name) return;
      all.push(data);
      if (data.failed) reject(new Error(data.failed));
      if (!data.done && !data.failed) return;
      removeEventListener("message", listen);
      resolve(all);
    });
  });
}

const page = new URL("resources/asks.html", location).pathname;

for (const [what, origin] of Object.entries({
  "the same origin": get_host_info().ORIGIN, "another origin": get_host_info().HTTP_REMOTE_ORIGIN, "another site": get_host_info().HTTP_NOTSAMESITE_ORIGIN,
})) {
  promise_test(async t => {
    const name = `?frame-${encodeURIComponent(what)}`;
    const frame = document.createElement("iframe");
    frame.src = `${origin}${page}${name}`;
    const heard = said(name);
    document.body.append(frame);
    t.add_cleanup(() => frame.remove());
    const clicks = (await heard).filter(m => "clicked" in m);
    assert_equals(clicks.length, 1);
    assert_true(clicks[0].clicked, "trusted");
    assert_true(clicks[0].active, "active");
    assert_equals(clicks[0].origin, origin);
  }, `a frame of ${what} can ask for a click`);

  promise_test(async t => {
    const name = `?window-${encodeURIComponent(what)}`;
    const heard = said(name);
    const popup = open(`${origin}${page}${name}`);
    t.add_cleanup(() => popup.close());
    const clicks = (await heard).filter(m => "clicked" in m);
    assert_equals(clicks.length, 1);
    assert_true(clicks[0].clicked, "trusted");
    assert_true(clicks[0].active, "active");
  }, `a window of ${what} can ask for a click`);
}

test(() => {
  assert_throws_js(Error, () => test_driver.set_test_context(self));
}, "the test's own page needs no other to ask for it");
