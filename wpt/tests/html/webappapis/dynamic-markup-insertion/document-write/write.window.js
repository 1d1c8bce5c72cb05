// document.open(), write() and close() with a parser of their own.
"use strict";

function frame(t, source) {
  const f = document.createElement("iframe");
  t.add_cleanup(() => f.remove());
  if (source !== undefined) {
    f.srcdoc = source;
  }
  document.body.append(f);
  return f;
}
const loaded = f => new Promise(resolve => f.addEventListener("load", resolve, {once: true}));
const body = d => d.body && d.body.innerHTML;

for (const [name, parts, want] of [
  ["text", ["a", "b"], "ab"],
  ["a tag in pieces", ["<", "b id", "=x>", "y</b", ">"], `<b id="x">y</b>`],
  ["an element that stays open", ["<p>a", "b<p>", "c"], "<p>ab</p><p>c</p>"],
  ["a comment in pieces", ["<i>a</i><!-", "-b-", "->c"], "<i>a</i><!--b-->c"],
  ["a character reference in pieces", ["a&am", "p;b"], "a&amp;b"],
  ["a table", ["<table><tr>", "<td>1", "<td>2"], "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"],
  ["nothing", [""], ""],
]) {
  test(t => {
    const d = frame(t).contentDocument;
    d.open();
    for (const p of parts) {
      d.write(p);
    }
    d.close();
    assert_equals(body(d), want);
  }, `written: ${name}`);
}

test(t => {
  const f = frame(t), d = f.contentDocument;
  d.open();
  d.write("<script>parent.ran = document.querySelectorAll('*').length;</scr");
  assert_equals(window.ran, undefined, "not before its end tag");
  d.write("ipt><p>");
  assert_equals(window.ran, 3, "html, head and script");
  d.close();
  delete window.ran;
}, "a script runs at its end tag");

test(t => {
  const d = frame(t).contentDocument;
  d.open();
  d.write("<script>document.write('<i>1</i>'); document.write('<b>');</script>2</b>3");
  d.close();
  assert_equals(d.querySelector("i").nextSibling.outerHTML, "<b>2</b>");
  assert_equals(d.querySelector("b").nextSibling.data, "3");
}, "a written script writes where it stands");

test(t => {
  const f = frame(t), d = f.contentDocument, w = f.contentWindow;
  let called = 0;
  w.addEventListener("mine", () => called++);
  d.addEventListener("mine", () => called++);
  d.open();
  d.dispatchEvent(new w.Event("mine", {bubbles: true}));
  assert_equals(called, 0);
  assert_equals(d.childNodes.length, 0);
  assert_equals(d.readyState, "loading");
  assert_equals(f.contentDocument, d);
  assert_equals(d.URL, location.href, "the address of who opens it");
  d.close();
}, "open() empties the document and its listeners");

promise_test(async t => {
  const f = frame(t);
  await new Promise(resolve => t.step_timeout(resolve));
  const d = f.contentDocument;
  const log = [];
  d.open();
  d.onreadystatechange = () => log.push(d.readyState);
  const done = loaded(f);
  d.write("<p>x");
  d.close();
  await done;
  assert_array_equals(log, ["interactive", "complete"]);
}, "close() lets the document finish loading");

promise_test(async t => {
  const f = frame(t, "<p>old<script>onload = () => { document.write('<p>new'); document.close(); }</script>");
  await loaded(f);
  assert_equals(body(f.contentDocument), "<p>new</p>");
}, "write() after loading opens the document anew");

promise_test(async t => {
  const f = frame(t, "<body><script>document.write('<p id=a>'); document.close();</script>in<p>after");
  await loaded(f);
  assert_equals(f.contentDocument.getElementById("a").textContent, "in");
}, "close() does nothing to a parser that the network feeds");

promise_test(async t => {
  const f = frame(t, "x");
  await loaded(f);
  const d = f.contentDocument, length = history.length;
  d.open();
  d.write("y");
  d.close();
  await new Promise(resolve => t.step_timeout(resolve, 50));
  assert_equals(history.length, length);
}, "open() makes no entry in the history");

test(() => {
  const d = new Document();
  for (const call of [() => d.open(), () => d.write(""), () => d.close()]) {
    assert_throws_dom("InvalidStateError", call);
  }
}, "XML documents have none of these");
