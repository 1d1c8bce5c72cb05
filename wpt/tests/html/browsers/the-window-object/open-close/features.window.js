// META: timeout=long
// Which features of window.open() make a popup: one without bars.
"use strict";

for (const [features, visible] of [
  ["", true], [" ", true], [",,", true], ["popup", false], ["popup=yes", false], ["popup=1", false], ["popup=0", true], ["popup=no", true], ["POPUP", false],
  ["location", false], ["toolbar", false], ["menubar", false], ["status=no", false], ["unknown", false], ["width=300", false], ["left=1", false],
  ["location,menubar,scrollbars,status", true], ["toolbar,menubar,scrollbars,status", true], ["location,scrollbars,status", false],
  ["location,menubar,status", false], ["location,menubar,scrollbars", false], ["location,menubar,scrollbars,status,resizable=no", false],
  ["location=no,toolbar=yes,menubar,scrollbars,status", true], ["location=0,menubar,scrollbars,status", false],
  ["popup,location,menubar,scrollbars,status", false], ["popup=false,width=300", true],
]) {
  test(t => {
    const w = open("about:blank", "", features);
    t.add_cleanup(() => w.close());
    for (const bar of ["locationbar", "menubar", "personalbar", "scrollbars", "statusbar", "toolbar"])
      assert_equals(w[bar].visible, visible, bar);
  }, `bars with the features ${JSON.stringify(features)}`);
}

test(() => {
  for (const bar of ["locationbar", "menubar", "personalbar", "scrollbars", "statusbar", "toolbar"]) {
    assert_equals(self[bar], self[bar]);
    assert_true(self[bar] instanceof BarProp);
    assert_true(self[bar].visible);
  }
  assert_not_equals(locationbar, menubar);
}, "a window's bars are its own objects");
test(t => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const bar = frame.contentWindow.toolbar;
  assert_true(bar.visible);
  frame.remove();
  assert_false(bar.visible);
}, "the bars of a frame that is gone are not visible");
test(t => {
  const w = open("about:blank", "", "popup");
  t.add_cleanup(() => w.close());
  const frame = w.document.body.appendChild(w.document.createElement("iframe"));
  assert_false(frame.contentWindow.toolbar.visible);
}, "a frame in a popup has no bars either");
