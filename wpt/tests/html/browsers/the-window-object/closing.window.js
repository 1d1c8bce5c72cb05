// META: timeout=long
// Windows that are closed, and closed while they are being opened.
"use strict";

const until = (w, condition) => new Promise(resolve => {
  const look = () => condition() ? resolve() : setTimeout(look, 10);
  look();
});

test(() => {
  const w = open();
  assert_false(w.closed);
  w.close();
  assert_true(w.closed);
  assert_equals(w.opener, window);
}, "closed at once");
test(() => {
  const w = open();
  w.close();
  w.close();
  assert_true(w.closed);
}, "closed twice");
promise_test(async () => {
  const w = open();
  w.close();
  await until(w, () => w.opener === null);
  assert_true(w.closed);
  assert_equals(w.top, null);
  assert_equals(w.parent, null);
  assert_equals(w.length, 0);
  assert_equals(w.name, "");
}, "what is left of a closed window");
promise_test(async () => {
  const w = open("/common/blank.html");
  w.close();
  await until(w, () => w.opener === null);
  assert_true(w.closed);
}, "closed while its page is being fetched");
promise_test(async () => {
  const w = open("/common/blank.html");
  await new Promise(resolve => w.onload = resolve);
  w.location = "/common/blank.html?2";
  w.close();
  await until(w, () => w.opener === null);
  assert_true(w.closed);
}, "closed while it navigates");
promise_test(async () => {
  const w = open("javascript:window.close()");
  await until(w, () => w.closed);
}, "closed by the script that it is opened with");
promise_test(async () => {
  const w = open("/common/blank.html");
  await new Promise(resolve => w.onload = resolve);
  const { document: d, location: l, close } = w;
  w.close();
  await until(w, () => w.opener === null);
  assert_equals(w.document, d);
  assert_equals(w.location, l);
  assert_equals(d.defaultView, null);
  close();
  w.focus();
  w.blur();
  w.stop();
  w.postMessage("lost", "*");
  w.name = "nothing";
  assert_equals(w.name, "");
}, "members of a closed window");
test(() => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  frame.contentWindow.close();
  assert_false(frame.contentWindow.closed);
  frame.remove();
}, "a frame cannot be closed");
promise_test(async () => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const w = frame.contentWindow;
  w.mark = {};
  const mark = w.mark, read = w.eval("(() => mark)");
  frame.remove();
  await new Promise(resolve => setTimeout(resolve));
  assert_equals(w.mark, mark);
  assert_equals(read(), mark);
  assert_equals(w.status, "");
  assert_equals(w.eval("1 + 1"), 2);
}, "the global of a frame that is gone lives on");
promise_test(async () => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const w = frame.contentWindow, d = frame.contentDocument;
  let ran = 0;
  w.setTimeout(() => ran++, 0);
  frame.remove();
  w.setTimeout(() => ran++, 0);
  await new Promise(resolve => setTimeout(resolve, 20));
  assert_equals(ran, 0);
  assert_equals(d.body.localName, "body");
}, "timers of a frame that is gone");
test(() => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const old = frame.contentWindow;
  frame.remove();
  document.body.append(frame);
  assert_not_equals(frame.contentWindow, old);
  assert_true(old.closed);
  assert_equals(frame.contentWindow.frameElement, frame);
  frame.remove();
}, "a frame that comes back has another window");
