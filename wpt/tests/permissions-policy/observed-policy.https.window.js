// What iframe.featurePolicy and document.featurePolicy say of a policy.
'use strict';

const frameWith = (t, attributes = {}) => {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  t.add_cleanup(() => frame.remove());
  for (const [name, value] of Object.entries(attributes)) {
    frame.setAttribute(name, value);
  }
  return frame;
};
const elsewhere = 'https://www.example.test/';

test((t) => {
  assert_true(frameWith(t).featurePolicy.allowsFeature('fullscreen'));
}, 'a frame without attributes is of its document\'s origin');

test((t) => {
  assert_false(frameWith(t, {src: elsewhere}).featurePolicy.allowsFeature('fullscreen'));
}, 'a frame of another origin does not get what is for self');

test((t) => {
  assert_true(frameWith(t, {src: elsewhere, allow: 'fullscreen'}).featurePolicy.allowsFeature('fullscreen'));
}, 'allow without origins gives to the source');

test((t) => {
  assert_false(frameWith(t, {src: elsewhere, allow: 'fullscreen \'self\''}).featurePolicy.allowsFeature('fullscreen'));
}, 'allow \'self\' does not reach another origin');

test((t) => {
  assert_false(frameWith(t, {allow: 'fullscreen \'none\''}).featurePolicy.allowsFeature('fullscreen'));
}, 'allow \'none\' takes it from everybody');

test((t) => {
  assert_true(frameWith(t, {src: elsewhere, allowfullscreen: ''}).featurePolicy.allowsFeature('fullscreen'));
}, 'allowfullscreen gives to everybody');

test((t) => {
  const frame = frameWith(t);
  const policy = frame.featurePolicy;
  assert_true(policy.allowedFeatures().includes('fullscreen'));
  frame.allow = 'fullscreen \'none\'';
  assert_false(policy.allowedFeatures().includes('fullscreen'));
}, 'the object follows the attributes');

test(() => {
  assert_array_equals(document.featurePolicy.getAllowlistForFeature('fullscreen'), [location.origin]);
}, 'the default allowlist of self is the document\'s origin');

test(() => {
  assert_array_equals(document.featurePolicy.getAllowlistForFeature('sync-xhr'), ['*']);
}, 'the default allowlist of all is a star');

test(() => {
  assert_array_equals(document.featurePolicy.getAllowlistForFeature('no-such-feature'), []);
  assert_false(document.featurePolicy.allowsFeature('no-such-feature'));
}, 'a feature that there is none of is for nobody');

test(() => {
  assert_true(document.featurePolicy.allowsFeature('fullscreen', location.href));
  assert_false(document.featurePolicy.allowsFeature('fullscreen', elsewhere));
}, 'another origin can be asked about');

test(() => {
  assert_throws_js(TypeError, () => document.featurePolicy.allowsFeature());
  assert_throws_js(TypeError, () => document.featurePolicy.getAllowlistForFeature());
}, 'the feature is required');
