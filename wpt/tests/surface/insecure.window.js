// META: title=What a window exposes to an insecure context
// META: script=resources/interfaces.js
// META: script=resources/walk.js
// META: script=resources/report.js

'use strict';

// The rest is the same as in a secure context.
const names = ['Navigator', 'Crypto', 'Window', 'Document'];

test(() => {
  assert_false(self.isSecureContext);
  reportSurface(self, surfaceOf(names));
}, 'the surface of a window that is no secure context');
