// A clone of a document is nobody's page: it reaches neither the window nor what the original has.
'use strict';

const clone = (deep) => document.cloneNode(deep);

test(() => {
  assert_equals(clone().defaultView, null);
  assert_equals(clone().location, null);
}, 'it has no window');

test(() => {
  document.cookie = 'of=original';
  const d = clone();
  assert_equals(d.cookie, '');
  d.cookie = 'of=clone';
  assert_true(document.cookie.includes('of=original'));
}, 'it has no cookies');

test(() => {
  const d = clone();
  assert_throws_dom('SecurityError', () => { d.domain = document.domain });
}, 'its domain cannot be set');

test(() => {
  const d = clone();
  assert_equals(d.referrer, '');
  assert_equals(d.currentScript, null);
  assert_true(d.hidden);
}, 'it was never loaded nor shown');

test(() => {
  const before = document.documentElement;
  const d = clone(true);
  d.write('<p>written');
  d.close();
  assert_equals(document.documentElement, before);
}, 'writing to it leaves the original alone');

test(() => {
  const before = document.documentElement;
  const d = clone(true);
  d.open();
  assert_equals(document.documentElement, before);
}, 'opening it leaves the original alone');

test(() => {
  const d = clone(true);
  assert_equals(d.URL, document.URL);
  assert_equals(d.baseURI, document.baseURI);
  assert_equals(d.contentType, document.contentType);
  assert_equals(d.compatMode, document.compatMode);
}, 'its URL, type and mode are the same');

test(() => {
  const d = clone(true);
  const script = d.createElement('script');
  script.text = 'window.ranInClone = true';
  d.body.append(script);
  assert_equals(window.ranInClone, undefined);
}, 'no script runs in it');
