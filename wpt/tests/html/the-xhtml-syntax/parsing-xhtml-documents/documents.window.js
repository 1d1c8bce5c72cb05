// META: timeout=long
// XML documents that are navigated to: what they are, how their scripts run, and what an error leaves.
'use strict';

const frameOf = (t, type, source) => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  frame.src = URL.createObjectURL(new Blob([source], {type}));
  frame.onload = () => resolve(frame.contentWindow);
  t.add_cleanup(() => frame.remove());
  document.body.append(frame);
});
const xhtml = 'http://www.w3.org/1999/xhtml';
const page = (head, body) => `<?xml version="1.0"?><!DOCTYPE html><html xmlns="${xhtml}"><head>${head}</head><body>${body}</body></html>`;

for (const type of ['application/xhtml+xml', 'application/xml', 'text/xml', 'image/svg+xml']) {
  promise_test(async (t) => {
    const w = await frameOf(t, type, '<a xmlns="urn:a" xmlns:b="urn:b" c="1" b:d="2"><b:E/>text</a>');
    const d = w.document;
    assert_equals(d.contentType, type);
    assert_equals(d.readyState, 'complete');
    const root = d.documentElement;
    assert_array_equals([root.namespaceURI, root.prefix, root.localName, root.tagName], ['urn:a', null, 'a', 'a']);
    assert_equals(root.getAttribute('c'), '1');
    assert_equals(root.getAttributeNS('urn:b', 'd'), '2');
    const inner = root.firstElementChild;
    assert_array_equals([inner.namespaceURI, inner.prefix, inner.localName, inner.tagName], ['urn:b', 'b', 'E', 'b:E']);
    assert_equals(root.lastChild.data, 'text');
  }, `${type}: namespaces`);
}

promise_test(async (t) => {
  const w = await frameOf(t, 'application/xhtml+xml', page('<title>x</title>', '<p id="p">1 &lt; 2 &amp; 3 &#x41;</p>'));
  const d = w.document;
  assert_equals(d.title, 'x');
  assert_equals(d.compatMode, 'CSS1Compat');
  assert_equals(d.doctype.name, 'html');
  assert_true(d.getElementById('p') instanceof w.HTMLParagraphElement);
  assert_equals(d.getElementById('p').textContent, '1 < 2 & 3 A');
  assert_equals(d.createElement('DIV').localName, 'DIV');
  assert_equals(d.createElement('div').namespaceURI, xhtml);
  assert_equals(d.body.localName, 'body');
}, 'XHTML elements are HTML elements, and names keep their letters');

promise_test(async (t) => {
  window.ran = [];
  await frameOf(t, 'application/xhtml+xml', page(
    '<script>parent.ran.push("head " + document.readyState)</script>',
    '<p/><script>parent.ran.push(document.querySelectorAll("p").length)</script><p/>' +
    '<script><![CDATA[ if (1 < 2 && true) parent.ran.push("cdata") ]]></script>' +
    '<script src="data:text/javascript,parent.ran.push(%22external%22)"></script><script>parent.ran.push("last")</script>'));
  assert_array_equals(window.ran, ['head loading', 1, 'cdata', 'external', 'last']);
}, 'scripts run as they are met');

promise_test(async (t) => {
  window.ran = [];
  await frameOf(t, 'application/xml', '<a><script>parent.ran.push("plain")</script><h:script xmlns:h="http://www.w3.org/1999/xhtml">parent.ran.push("prefixed")</h:script></a>');
  assert_array_equals(window.ran, ['prefixed']);
}, 'only script elements of XHTML run');

promise_test(async (t) => {
  window.ran = [];
  await frameOf(t, 'application/xhtml+xml', page('<script>' +
    'for (const f of ["open", "write", "close"]) try { document[f]("x"); parent.ran.push(f) } catch (e) { parent.ran.push(e.name) }' +
    '</script>', ''));
  assert_array_equals(window.ran, ['InvalidStateError', 'InvalidStateError', 'InvalidStateError']);
}, 'nothing can be written to an XML document');

promise_test(async (t) => {
  window.ran = [];
  await frameOf(t, 'application/xhtml+xml', page('<script>' +
    'addEventListener("DOMContentLoaded", () => parent.ran.push("DOMContentLoaded"));' +
    'addEventListener("load", () => parent.ran.push("load"));' +
    'addEventListener("pageshow", () => parent.ran.push("pageshow"))</script>', ''));
  await new Promise((resolve) => t.step_timeout(resolve, 0));
  assert_array_equals(window.ran, ['DOMContentLoaded', 'load', 'pageshow']);
}, 'the events of a page that loads');

promise_test(async (t) => {
  const w = await frameOf(t, 'application/xml', '<!-- c --><?p i?><a><![CDATA[<b>]]>t</a><!-- d -->');
  const kinds = (n) => [...n.childNodes].map((c) => c.nodeType).join(' ');
  assert_equals(kinds(w.document), '8 7 1 8');
  assert_equals(kinds(w.document.documentElement), '4 3');
  assert_equals(w.document.childNodes[1].target, 'p');
  assert_equals(w.document.childNodes[1].data, 'i');
}, 'comments, processing instructions and CDATA sections are nodes');

for (const [name, source] of [
  ['an end tag that closes nothing', '<a></b></a>'],
  ['an element that is not closed', '<a><b></a>'],
  ['a prefix that is not declared', '<p:a/>'],
  ['a prefix of an attribute that is not declared', '<a p:b="1"/>'],
  ['an attribute that is there twice', '<a b="1" b="2"/>'],
  ['two document elements', '<a/><b/>'],
  ['text after the document element', '<a/>text'],
  ['an entity that is not declared', '<a>&nbsp;</a>'],
  ['an ampersand', '<a>& </a>'],
  ['an attribute without quotes', '<a b=c/>'],
]) {
  promise_test(async (t) => {
    const w = await frameOf(t, 'application/xml', source);
    assert_equals(w.document.getElementsByTagName('parsererror').length, 1);
    assert_equals(w.document.contentType, 'application/xml');
  }, `${name} is an error that the document shows`);
}

promise_test(async (t) => {
  window.ran = [];
  const w = await frameOf(t, 'application/xhtml+xml', `<html xmlns="${xhtml}"><head><script>parent.ran.push("before")</script></head><body><p></body><script>parent.ran.push("after")</script></html>`);
  assert_array_equals(window.ran, ['before']);
  assert_not_equals(w.document.querySelector('p'), null);
  assert_equals(w.document.querySelector('parsererror').namespaceURI, xhtml);
}, 'what came before an error stays, what comes after is not run');

promise_test(async (t) => {
  const w = await frameOf(t, 'application/xhtml+xml', `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html xmlns="${xhtml}"><body>&nbsp;&eacute;</body></html>`);
  assert_equals(w.document.body.textContent, '\u00A0\u00E9');
  assert_equals(w.document.doctype.publicId, '-//W3C//DTD XHTML 1.0 Strict//EN');
}, 'the named characters of XHTML are known by its document types');

promise_test(async (t) => {
  const w = await frameOf(t, 'application/xhtml+xml', page('', '<iframe id="f" src="/common/blank.html"></iframe>'));
  assert_equals(w.length, 1);
  assert_equals(w.document.getElementById('f').contentDocument.readyState, 'complete');
}, 'frames in XHTML are frames, and the load event waits for them');
