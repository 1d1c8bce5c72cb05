// META: title=focus(), blur() and the events of both
// https://html.spec.whatwg.org/multipage/interaction.html#focus-update-steps

function add(t, name, parent = document.body) {
  const el = parent.ownerDocument.createElement(name);
  parent.append(el);
  t.add_cleanup(() => el.remove());
  return el;
}

test(t => {
  const a = add(t, "button"), b = add(t, "button");
  const seen = [];
  for (const [name, el] of [["a", a], ["b", b]]) {
    for (const type of ["focus", "blur", "focusin", "focusout"]) {
      el.addEventListener(type, e => seen.push(`${name} ${type} ${e.relatedTarget === a ? "a" : e.relatedTarget === b ? "b" : e.relatedTarget}`));
    }
  }
  a.focus();
  b.focus();
  b.blur();
  assert_array_equals(seen, [
    "a focus null", "a focusin null",
    "a blur b", "a focusout b", "b focus a", "b focusin a",
    "b blur null", "b focusout null",
  ]);
}, "the focus moves with events at both elements");

test(t => {
  const a = add(t, "button");
  const got = [];
  for (const type of ["focus", "focusin"]) {
    a.addEventListener(type, e => got.push([e.constructor.name, e.bubbles, e.cancelable, e.composed, e.isTrusted].join()));
  }
  a.focus();
  assert_array_equals(got, ["FocusEvent,false,false,true,true", "FocusEvent,true,false,true,true"]);
}, "only focusin bubbles, and neither can be canceled");

test(t => {
  assert_equals(document.activeElement, document.body);
  const a = add(t, "button");
  a.focus();
  assert_equals(document.activeElement, a);
  a.focus();
  a.remove();
  assert_equals(document.activeElement, document.body, "what is gone has no focus");
}, "activeElement is the element with the focus, or the body");

test(t => {
  const button = add(t, "button");
  button.focus();
  for (const name of ["div", "span"]) {
    const el = add(t, name);
    el.focus();
    assert_equals(document.activeElement, button, name);
    el.tabIndex = -1;
    el.setAttribute("tabindex", "-1");
    el.focus();
    assert_equals(document.activeElement, el, `${name} with a tabindex`);
    button.focus();
  }
  const disabled = add(t, "button");
  disabled.disabled = true;
  disabled.focus();
  assert_equals(document.activeElement, button, "a disabled button");
  const link = add(t, "a");
  link.textContent = "link";
  link.focus();
  assert_equals(document.activeElement, button, "a link to nowhere");
  link.href = "#";
  link.focus();
  assert_equals(document.activeElement, link, "a link");
}, "which elements take the focus");

promise_test(async t => {
  const frame = add(t, "iframe");
  const loaded = new Promise(resolve => { frame.onload = resolve; });
  frame.srcdoc = "<body>";
  await loaded;
  const inner = add(t, "button", frame.contentDocument.body);
  const outer = add(t, "button");
  outer.focus();
  const blurred = new Promise(resolve => outer.addEventListener("blur", resolve));
  inner.focus();
  await blurred;
  assert_equals(document.activeElement, frame, "outside");
  assert_equals(frame.contentDocument.activeElement, inner, "inside");
  outer.focus();
  assert_equals(document.activeElement, outer);
}, "a frame has the focus while an element in it has");
