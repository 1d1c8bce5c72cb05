// META: timeout=long
// Where window.open() opens: keywords, names, and what has gone.
"use strict";

const frame = t => {
  const iframe = document.createElement("iframe");
  t.add_cleanup(() => iframe.remove());
  return document.body.appendChild(iframe);
};
let count = 0;
const fresh = () => `target-${count++}-${Math.random()}`;

for (const name of ["_self", "_SELF", "_Self"])
  test(t => {
    const w = frame(t).contentWindow;
    assert_equals(w.open("", name), w);
  }, `${name} is the caller's window`);
for (const name of ["_parent", "_PARENT"])
  test(t => assert_equals(frame(t).contentWindow.open("", name), window), `${name} is its parent`);
for (const name of ["_top", "_tOp"])
  test(t => {
    const inner = frame(t).contentDocument.body.appendChild(document.createElement("iframe"));
    assert_equals(inner.contentWindow.open("", name), window);
  }, `${name} is its top`);
test(() => {
  assert_equals(open("", "_parent"), window);
  assert_equals(open("", "_top"), window);
}, "at the top, _parent and _top are the window itself");
for (const name of ["_blank", "_BLANK"])
  test(t => {
    const a = open("", name), b = open("", name);
    t.add_cleanup(() => { a.close(); b.close(); });
    assert_not_equals(a, b);
    assert_equals(a.name, "");
  }, `${name} is a new window without a name`);
test(t => {
  const w = open("", "");
  t.add_cleanup(() => w.close());
  assert_not_equals(w, window);
}, "an empty target is a new window");
test(t => {
  const name = fresh(), w = open("", name);
  t.add_cleanup(() => w.close());
  assert_equals(w.name, name);
  assert_equals(open("", name), w);
  const other = open("", name.toUpperCase());
  t.add_cleanup(() => other.close());
  assert_not_equals(other, w, "case counts in names");
}, "a name is found again");
test(t => {
  const iframe = frame(t), name = fresh();
  iframe.contentWindow.name = name;
  assert_equals(open("", name), iframe.contentWindow);
  assert_equals(iframe.contentWindow.opener, window, "the caller becomes its opener");
}, "a name finds a frame");
test(t => {
  const iframe = frame(t);
  iframe.name = fresh();
  assert_equals(iframe.contentWindow.name, "", "the attribute counts when the frame is made");
}, "a name attribute that comes late");
test(t => {
  const name = fresh(), first = open("", name);
  first.close();
  const second = open("", name);
  t.add_cleanup(() => second.close());
  assert_not_equals(first, second);
}, "a window that is closing has lost its name");
test(t => {
  const w = frame(t).contentWindow;
  for (const name of ["_self", "_parent", "_top"])
    assert_not_equals(w.open("", name, "noopener"), null, name);
}, "noopener does not hide the window that a keyword stands for");
test(t => {
  const name = fresh(), w = open("", name);
  t.add_cleanup(() => w.close());
  assert_equals(open("", name, "noopener"), null);
  assert_equals(w.opener, window, "it keeps its opener");
}, "noopener hides a window that a name finds");
test(t => {
  const w = frame(t).contentWindow, { open: opener } = w;
  w.frameElement.remove();
  assert_equals(opener.call(w, "", "_blank"), null);
}, "a frame that is gone opens nothing");
