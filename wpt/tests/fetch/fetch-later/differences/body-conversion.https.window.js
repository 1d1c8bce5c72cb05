test(() => {
  const seen = [], body = { toString() { seen.push("body"); return "x"; } };
  fetchLater("/", { method: "POST", body, get cache() { seen.push("cache"); } });
  assert_array_equals(seen, ["body", "cache"]);
}, "the body is converted before the members after it are read");
