// meta elements that refresh the page.
"use strict";

const page = "/html/browsers/history/resources/page.html";

for (const [name, content, want] of [
  ["an address", `0; url=${page}?1`, "?1"],
  ["an address without url=", `0;${page}?1`, "?1"],
  ["in quotes", `0; URL='${page}?1' and more`, "?1"],
  ["a comma", `0,url=${page}?1`, "?1"],
  ["a space only", `0 url=${page}?1`, "?1"],
  ["a fraction", `0.9;url = ${page}?1`, "?1"],
  ["white space before", `  0 ; url=${page}?1`, "?1"],
]) {
  promise_test(async t => {
    const f = document.createElement("iframe");
    t.add_cleanup(() => f.remove());
    const arrived = new Promise(resolve => f.addEventListener("load", () => {
      if (f.contentWindow.location.href !== "about:srcdoc") {
        resolve(f.contentWindow.location.search);
      }
    }));
    f.srcdoc = `<meta http-equiv=refresh content="${content}">`;
    document.body.append(f);
    assert_equals(await arrived, want);
  }, `refreshed: ${name}`);
}

for (const [name, markup] of [
  ["no number", `<meta http-equiv=refresh content="url=${page}">`],
  ["something else after the number", `<meta http-equiv=refresh content="0x;url=${page}">`],
  ["a script", `<meta http-equiv=refresh content="0;url=javascript:parent.refreshed = true">`],
  ["no content", `<meta http-equiv=refresh>`],
]) {
  promise_test(async t => {
    const f = document.createElement("iframe");
    t.add_cleanup(() => f.remove());
    f.srcdoc = markup;
    const loads = [];
    const first = new Promise(resolve => { f.onload = () => { loads.push(f.contentWindow.location.href); resolve(); }; });
    document.body.append(f);
    await first;
    await new Promise(resolve => t.step_timeout(resolve, 100));
    assert_array_equals(loads, ["about:srcdoc"]);
    assert_equals(window.refreshed, undefined);
  }, `not refreshed: ${name}`);
}
