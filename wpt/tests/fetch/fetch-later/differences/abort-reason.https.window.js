test(() => assert_throws_exactly("mine", () => fetchLater("/", { signal: AbortSignal.abort("mine") })), "an aborted signal's reason is thrown");
