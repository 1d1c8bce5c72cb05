test(() => {
  try { fetchLater("/", { method: "POST", body: new Uint8Array(1e5) }); } catch (e) { assert_equals(e.quota, 65536); return; }
  assert_unreached("nothing was thrown");
}, "the error's quota is a number");
