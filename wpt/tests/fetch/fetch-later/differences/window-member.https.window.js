test(() => assert_throws_js(TypeError, () => fetchLater("/", { window: 1 })), "a window member that is not null is a TypeError");
