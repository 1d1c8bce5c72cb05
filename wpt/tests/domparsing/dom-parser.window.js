// DOMParser makes documents of strings, in which nothing runs.
'use strict';

const parse = (source, type) => new DOMParser().parseFromString(source, type);

for (const type of ['text/xml', 'application/xml', 'application/xhtml+xml', 'image/svg+xml']) {
  test(() => {
    const d = parse('<a xmlns="urn:a"><b/></a>', type);
    assert_equals(d.contentType, type);
    assert_equals(d.documentElement.namespaceURI, 'urn:a');
    assert_equals(d.URL, document.URL);
    assert_equals(d.defaultView, null);
  }, `${type} is parsed as XML`);

  test(() => {
    const d = parse('<a>', type);
    assert_equals(d.getElementsByTagName('parsererror').length, 1);
  }, `${type} that is not well-formed has an error in it`);
}

test(() => {
  const d = parse('<p>a<p>b', 'text/html');
  assert_equals(d.contentType, 'text/html');
  assert_equals(d.body.children.length, 2);
  assert_equals(d.compatMode, 'BackCompat');
  assert_equals(parse('<!DOCTYPE html>', 'text/html').compatMode, 'CSS1Compat');
}, 'text/html is parsed as HTML');

for (const type of ['text/html', 'application/xhtml+xml']) {
  test(() => {
    window.ran = false;
    const d = parse('<html xmlns="http://www.w3.org/1999/xhtml"><head><script>top.ran = true</script></head><body/></html>', type);
    document.body.append(d.querySelector('script'));
    assert_false(window.ran);
  }, `${type}: scripts do not run, not even when they are moved`);
}

test(() => {
  assert_throws_js(TypeError, () => parse('', 'text/plain'));
  assert_throws_js(TypeError, () => parse('', 'TEXT/HTML'));
  assert_throws_js(TypeError, () => new DOMParser().parseFromString(''));
}, 'other types are refused');
