// META: title=TextEncoder and TextDecoder

'use strict';

test(() => {
  const encoder = new TextEncoder();
  const room = new Uint8Array(6);
  let result = encoder.encodeInto('aé\u20ac\ud83d\ude00', room);
  assert_array_equals([result.read, result.written], [3, 6]);
  assert_array_equals(room, [0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac]);
  result = encoder.encodeInto('\ud83d\ude00x', room.subarray(1, 6));
  assert_array_equals([result.read, result.written], [3, 5]);
  result = encoder.encodeInto('é', new Uint8Array(1));
  assert_array_equals([result.read, result.written], [0, 0]);
  assert_throws_js(TypeError, () => encoder.encodeInto('x', new Uint16Array(1)));
  assert_throws_js(TypeError, () => encoder.encodeInto('x'));
}, 'encodeInto() writes whole characters');

test(() => {
  const bytes = new TextEncoder().encode('\ufeffaé\u20ac\ud83d\ude00');
  const decoder = new TextDecoder();
  let text = '';
  for (const byte of bytes) {
    text += decoder.decode(new Uint8Array([byte]), {stream: true});
  }
  text += decoder.decode();
  assert_equals(text, 'aé\u20ac\ud83d\ude00');
  assert_equals(decoder.decode(bytes), text, 'the decoder starts anew');
}, 'a text can come byte by byte');

test(() => {
  const decoder = new TextDecoder();
  assert_equals(decoder.decode(new Uint8Array([0xe2, 0x82]), {stream: true}), '');
  assert_equals(decoder.decode(), '\ufffd');
  assert_equals(decoder.decode(new Uint8Array([0xf0, 0x9f]), {stream: true}), '');
  assert_equals(decoder.decode(new Uint8Array([0x41]), {stream: true}), '\ufffdA');
}, 'a character that never ends');

test(() => {
  const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
  assert_equals(decoder.decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])), '\ufeffa');
  assert_throws_js(TypeError, () => decoder.decode(new Uint8Array([0xff])));
  assert_throws_js(TypeError, () => decoder.decode(new Uint8Array([0xe2, 0x82])));
  assert_equals(decoder.decode(new Uint8Array([0x62])), 'b');
}, 'fatal and ignoreBOM');
