test(() => {
  const half = { method: "POST", referrer: "", body: "\u00e9".repeat(20000) };
  fetchLater("https://a.example/", half);
  assert_throws_quotaexceedederror(() => fetchLater("https://a.example/", half), () => true, () => true);
}, "a string counts its bytes, not its characters");
