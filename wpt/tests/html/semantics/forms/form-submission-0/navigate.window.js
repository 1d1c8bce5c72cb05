// Where a submitted form navigates to, with what, and which events it fires before.
"use strict";

let frames = 0;
function setUp(t, markup, attributes = "") {
  const d = document.createElement("div");
  document.body.append(d);
  t.add_cleanup(() => d.remove());
  const name = `target${frames++}`;
  d.innerHTML = `<iframe name=${name}></iframe><form target=${name} action="resources/page.html" ${attributes}>${markup}</form>`;
  return {frame: d.firstChild, form: d.lastChild};
}
const loaded = frame => new Promise(resolve => frame.addEventListener("load", resolve, {once: true}));
const query = frame => frame.contentWindow.location.search;

async function submitted(t, markup, attributes, how = f => f.submit()) {
  const {frame, form} = setUp(t, markup, attributes);
  await new Promise(resolve => setTimeout(resolve)); // the initial document's load event is over
  const done = loaded(frame);
  how(form);
  await done;
  return frame;
}

for (const [name, markup, want] of [
  ["plain", `<input name=a value=1><input name=b value=2>`, "?a=1&b=2"],
  ["escapes", `<input name="a b" value="&=+/?é">`, "?a+b=%26%3D%2B%2F%3F%C3%A9"],
  ["line breaks", `<textarea name=a>\n1\n2</textarea>`, "?a=1%0D%0A2"],
  ["a file's name", `<input type=file name=a>`, "?a="],
]) {
  promise_test(async t => assert_equals(query(await submitted(t, markup)), want), `GET, ${name}`);
}

promise_test(async t => {
  const frame = await submitted(t, `<input name=a value=1>`, `action="resources/page.html?old#f"`, f => { f.action = "resources/page.html?old#f"; f.submit(); });
  assert_equals(query(frame), "?a=1");
  assert_equals(frame.contentWindow.location.hash, "#f");
}, "GET takes the place of the action's query and leaves its fragment");

for (const [name, enctype, want] of [
  ["urlencoded", "", "a+b=1%0D%0A2&c=%C3%A9"],
  ["text/plain", "enctype=text/plain", "a b=1\r\n2\r\nc=é\r\n"],
]) {
  promise_test(async t => {
    const frame = await submitted(t, `<textarea name="a b">1\n2</textarea><input name=c value=é>`, `method=post ${enctype}`, f => {
      f.action = "/fetch/api/resources/echo-content.py";
      f.submit();
    });
    assert_equals(frame.contentDocument.body.textContent.replace(/\r?\n/g, "\r\n"), want);
  }, `POST, ${name}`);
}

promise_test(async t => {
  const frame = await submitted(t, `<input name='a"b' value=1>`, `method=post enctype=multipart/form-data`, f => {
    f.action = "/fetch/api/resources/echo-content.py";
    f.submit();
  });
  const lines = frame.contentDocument.body.textContent.split(/\r?\n/);
  assert_equals(lines[1], `Content-Disposition: form-data; name="a%22b"`);
  assert_equals(lines[3], "1");
  assert_equals(lines[4], lines[0] + "--");
}, "POST, multipart");

for (const [name, how, want] of [
  ["submit()", f => f.submit(), ""],
  ["requestSubmit()", f => f.requestSubmit(), "submit null"],
  ["requestSubmit(button)", f => f.requestSubmit(f.elements.b), "submit b"],
  ["a click on a button", f => f.elements.b.click(), "submit b"],
  ["a click in a button", f => f.elements.b.firstChild.click(), "submit b"],
  ["a click on a label of the button", f => f.querySelector("label").click(), "submit b"],
]) {
  promise_test(async t => {
    const log = [];
    await submitted(t, `<button id=button name=b value=1><i>x</i></button><label for=button>l</label>`, "", f => {
      f.addEventListener("submit", e => log.push(`submit ${e.submitter && e.submitter.name}`));
      how(f);
      log.push("returned");
    });
    assert_equals(log.join(", "), want ? `${want}, returned` : "returned");
  }, `the submit event: ${name}`);
}

for (const [name, button, want] of [
  ["formaction", `formaction="resources/page.html?mine#x"`, "/resources/page.html?b=1#x"],
  ["formmethod", `formmethod=get`, "/resources/page.html?b=1"],
  ["name and value", ``, "/resources/page.html?b=1"],
]) {
  promise_test(async t => {
    const frame = await submitted(t, `<button name=b value=1 ${button}>x</button>`, "", f => f.elements.b.click());
    const u = frame.contentWindow.location;
    assert_equals(u.pathname.replace(/.*\/resources/, "/resources") + u.search + u.hash, want);
  }, `a button's ${name}`);
}

for (const [name, markup, how] of [
  ["a canceled submit event", `<button>x</button>`, f => { f.onsubmit = () => false; f.elements[0].click(); }],
  ["a canceled click", `<button>x</button>`, f => { f.elements[0].onclick = e => e.preventDefault(); f.elements[0].click(); }],
  ["a disabled button", `<button disabled>x</button>`, f => f.elements[0].click()],
  ["a required value that is missing", `<input name=a required><button>x</button>`, f => f.elements[1].click()],
  ["a control that script calls invalid", `<input name=a value=1><button>x</button>`, f => { f.elements[0].setCustomValidity("no"); f.requestSubmit(); }],
  ["a form that is not connected", ``, f => { f.remove(); f.submit(); }],
  ["a form that its submit event removes", `<button>x</button>`, f => { f.onsubmit = () => f.remove(); f.elements[0].click(); }],
  ["type=button", `<button type=button>x</button>`, f => f.elements[0].click()],
  ["a javascript: URL for an action and nothing to return", ``, f => { f.action = "javascript:void 0"; f.submit(); }],
]) {
  promise_test(async t => {
    const {frame, form} = setUp(t, markup);
    await new Promise(resolve => setTimeout(resolve));
    frame.onload = t.unreached_func("nothing may be loaded");
    how(form);
    const other = document.createElement("iframe");
    other.src = "resources/page.html";
    t.add_cleanup(() => other.remove());
    document.body.append(other);
    await loaded(other);
    assert_equals(frame.contentWindow.location.href, "about:blank");
  }, `no submission: ${name}`);
}

promise_test(async t => {
  const {frame, form} = setUp(t, `<input name=a value=1>`);
  await new Promise(resolve => setTimeout(resolve));
  const done = loaded(frame);
  form.submit();
  form.elements.a.value = "2";
  form.submit();
  await done;
  assert_equals(query(frame), "?a=2");
}, "the second submission of one task is the one that counts");
