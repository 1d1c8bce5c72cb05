// What DOMImplementation makes, and names in it.
"use strict";

test(() => {
  const d = document.implementation.createHTMLDocument("");
  assert_equals(d.head.firstChild.localName, "title");
  assert_equals(d.head.firstChild.childNodes.length, 1, "an empty Text node");
  assert_equals(d.head.firstChild.firstChild.data, "");
}, "an empty title is a title element with an empty text");
test(() => {
  assert_equals(document.implementation.createHTMLDocument().head.firstChild, null);
}, "no title makes no title element");
test(() => {
  assert_equals(document.createElementNS("http://www.w3.org/1999/xhtml", "\u00E4a").tagName, "\u00E4A");
}, "tagName raises ASCII letters only");
