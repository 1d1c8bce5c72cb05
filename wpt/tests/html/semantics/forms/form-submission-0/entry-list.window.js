// What the entry list of a form holds, control by control.
"use strict";

const lists = [
  ["no controls", ``, ``],
  ["a text", `<input name=a value=1>`, `a=1`],
  ["a control without a name", `<input value=1><input name value=2>`, ``],
  ["the order of the tree", `<input name=b value=1><textarea name=a>2</textarea><input name=b value=3>`, `b=1 a=2 b=3`],
  ["a disabled control", `<input name=a disabled><input name=b value=1>`, `b=1`],
  ["a disabled fieldset", `<fieldset disabled><legend><input name=a value=1></legend><input name=b></fieldset>`, `a=1`],
  ["check boxes", `<input type=checkbox name=a checked><input type=checkbox name=b><input type=checkbox name=c checked value=x>`, `a=on c=x`],
  ["radio buttons", `<input type=radio name=a value=1><input type=radio name=a value=2 checked>`, `a=2`],
  ["buttons that nobody pressed", `<input type=submit name=a value=1><button name=b value=2>x</button><input type=button name=c value=3><input type=reset name=d>`, ``],
  ["a hidden control", `<input type=hidden name=a value=" 1 ">`, `a= 1 `],
  ["_charset_", `<input type=hidden name=_charset_ value=x><input name=_charset_ value=y>`, `_charset_=UTF-8 _charset_=y`],
  ["a select", `<select name=a><option>1<option selected value=two>2</select>`, `a=two`],
  ["a select with nothing selected", `<select name=a><option>1<option>2</select>`, `a=1`],
  ["a select whose first option is disabled", `<select name=a><option disabled>1<option>2</select>`, `a=2`],
  ["a select of several rows", `<select name=a size=3><option>1<option>2</select>`, ``],
  ["a select of many", `<select name=a multiple><option selected>1<option>2<option selected>3</select>`, `a=1 a=3`],
  ["an option's text", `<select name=a><option>  1 \n 2  </select>`, `a=1 2`],
  ["a disabled option", `<select name=a multiple><option selected disabled>1<option selected>2</select>`, `a=2`],
  ["an empty file input", `<input type=file name=a>`, `a=[file  application/octet-stream]`],
  ["dirname", `<input name=a value=1 dirname=d><input name=b dir=rtl value=2 dirname=e>`, `a=1 d=ltr b=2 e=rtl`],
  ["another form", `<form id=other></form><input name=a value=1 form=other><input name=b value=2 form=nothing>`, ``],
  ["line breaks of one line", `<input name=a value="1\n2">`, `a=12`],
  ["object and output", `<object name=a></object><output name=b>1</output>`, ``],
];

function formOf(t, markup) {
  const d = document.createElement("div");
  document.body.append(d);
  t.add_cleanup(() => d.remove());
  d.innerHTML = `<form>${markup.replace(/<form id=other><\/form>/, "")}</form>` + (markup.includes("<form id=other>") ? "<form id=other></form>" : "");
  return d.firstChild;
}
const text = v => v instanceof File ? `[file ${v.name} ${v.type}]` : v;
const show = data => [...data].map(([k, v]) => `${k}=${text(v)}`).join(" ");

for (const [name, markup, want] of lists) {
  test(t => assert_equals(show(new FormData(formOf(t, markup))), want), name);
}

test(t => {
  const f = formOf(t, `<button name=a value=1>x</button><button name=b value=2>y</button>`);
  assert_equals(show(new FormData(f, f.children[1])), "b=2");
}, "the button that was pressed");

test(t => {
  const f = formOf(t, `<input type=image name=a><input type=image>`);
  assert_equals(show(new FormData(f, f.firstChild)), "a.x=0 a.y=0");
  assert_equals(show(new FormData(f, f.lastChild)), "x=0 y=0");
}, "an image button");

test(t => {
  const f = formOf(t, `<input name=a value=1><input type=checkbox name=b>`);
  f.addEventListener("formdata", e => { e.formData.append("c", "3"); e.formData.delete("a"); });
  f.children[1].checked = true;
  assert_equals(show(new FormData(f)), "b=on c=3");
}, "the formdata event changes the list");

test(t => {
  const f = formOf(t, `<input name=a>`);
  f.addEventListener("formdata", () => assert_throws_dom("InvalidStateError", () => new FormData(f)));
  new FormData(f);
}, "a list is not made while it is being made");

test(t => {
  const f = formOf(t, `<input name=a value=1><textarea name=b>2</textarea><select name=c><option>3<option>4</select>`);
  f.elements.a.value = "x"; f.elements.b.value = "y\r\nz"; f.elements.c.value = "4";
  assert_equals(show(new FormData(f)), "a=x b=y\nz c=4");
  f.reset();
  assert_equals(show(new FormData(f)), "a=1 b=2 c=3");
}, "values that script sets, and reset()");

test(t => {
  const f = formOf(t, `<input type=radio name=a value=1 checked><input type=radio name=a value=2>`);
  f.lastChild.click();
  assert_equals(show(new FormData(f)), "a=2");
  f.firstChild.addEventListener("click", e => e.preventDefault());
  f.firstChild.click();
  assert_equals(show(new FormData(f)), "a=2", "a canceled click changes nothing");
}, "clicks on radio buttons");
